import Highlighting
import Testing

/// The parts of programming languages that trip up a careless tokenizer, each as a reader would mark it by hand.
struct ProgrammingTests {
    @Test func swift() {
        let code = ##"""
            @MainActor public struct Grant<T: Sendable>: Hashable { // a /* b
                /* outer /* inner */ still */ let url = URL(string: "https://a/\(path + "x\(n)")?q")!
                let raw = #"C:\(no) \#(yes) ""#, more = """
                    a "quoted" \(list[0]) \u{1F600}
                    """
                #if DEBUG
                let ratio = 1_000.5e-3 / 0xFFp2, range = 0..<10, r = /[a-z\/]+"/.ignoresCase()
                #endif
                func `class`() async throws -> Self? { self.init(x: a / b / c) }
            }
            """##
        let expected = ##"""
            a‹@MainActor› k‹public› k‹struct› t‹Grant›<t‹T›: t‹Sendable›>: t‹Hashable› { c‹// a /* b›
                c‹/* outer /* inner */ still */› k‹let› url = t‹URL›(string: s‹"https://a/›\(path + s‹"x›\(n)s‹"›)s‹?q"›)!
                k‹let› raw = s‹#"C:\(no) ›\#(yes)s‹ ""#›, more = s‹"""›
            s‹        a "quoted" ›\(list[n‹0›])s‹ \u{1F600}›
            s‹        """›
                k‹#if› t‹DEBUG›
                k‹let› ratio = n‹1_000.5e-3› / n‹0xFFp2›, range = n‹0›..<n‹10›, r = s‹/[a-z\/]+"/›.f‹ignoresCase›()
                k‹#endif›
                k‹func› `k‹class›`() k‹async› k‹throws› -> t‹Self›? { k‹self›.f‹init›(x: a / b / c) }
            }
            """##
        #expect(marked(code, "swift") == expected)
    }

    @Test func python() {
        let code = ##"""
            @dataclass(frozen=True)
            class Store(Base):
                """Keeps 'things'."""
                limit: int = 0x1F  # not "a string"
                def get(self, key: str) -> bytes | None:
                    name = f"{key!r:>{width}} {{no}} {d['k']}"
                    path = rb'\d"' + Rf"{x}\n"
                    return 'it\'s' if key is not None else match.group(1)
            """##
        let expected = ##"""
            a‹@dataclass›(frozen=k‹True›)
            k‹class› t‹Store›(t‹Base›):
                s‹"""Keeps 'things'."""›
                limit: t‹int› = n‹0x1F›  c‹# not "a string"›
                k‹def› f‹get›(k‹self›, key: t‹str›) -> t‹bytes› | k‹None›:
                    name = s‹f"›{key!r:>{width}}s‹ {{no}} ›{d[s‹'k'›]}s‹"›
                    path = s‹rb'\d"'› + s‹Rf"›{x}s‹\n"›
                    k‹return› s‹'it\'s'› k‹if› key k‹is› k‹not› k‹None› k‹else› k‹match›.f‹group›(n‹1›)
            """##
        #expect(marked(code, "python") == expected)
    }

    @Test func javaScript() {
        let code = ##"""
            export const f = async ({ a, b = 2 }) => a.class ?? null;
            x = y / 2; z = /=/y; if (!ok) throw new Error(`no ${why}`); /* done
            */ for (const i of list) { i++; }
            """##
        let expected = ##"""
            k‹export› k‹const› f = k‹async› ({ a, b = n‹2› }) => a.class ?? k‹null›;
            x = y / n‹2›; z = s‹/=/y›; k‹if› (!ok) k‹throw› k‹new› t‹Error›(s‹`no ›${why}s‹`›); c‹/* done›
            c‹*/› k‹for› (k‹const› i k‹of› list) { i++; }
            """##
        #expect(marked(code, "js") == expected)
    }

    @Test func typeScript() {
        let code = ##"""
            @Injectable() export class Api<T extends object> {
              readonly #n?: number = 1n / .5; // half
              async get(id: string): Promise<T> {
                const q = `a ${f({ b: `in ${c}` })} \${no}`;
                return /[/"]\/x/g.test(q) ? a / b / c : await $fetch('it\'s');
              }
            }
            """##
        let expected = ##"""
            a‹@Injectable›() k‹export› k‹class› t‹Api›<t‹T› k‹extends› t‹object›> {
              k‹readonly› #n?: t‹number› = n‹1n› / n‹.5›; c‹// half›
              k‹async› k‹get›(id: t‹string›): t‹Promise›<t‹T›> {
                k‹const› q = s‹`a ›${f‹f›({ b: s‹`in ›${c}s‹`› })}s‹ \${no}`›;
                k‹return› s‹/[/"]\/x/g›.f‹test›(q) ? a / b / c : k‹await› f‹$fetch›(s‹'it\'s'›);
              }
            }
            """##
        #expect(marked(code, "ts") == expected)
    }

    @Test func go() {
        let code = ##"""
            package main // one
            func (s *Server) Get(id string) (*Token, error) {
            	q := `raw \n "x"` + "a\t\"b\"" + string('\'')
            	for i := range 10 { defer s.mu.Unlock(); _ = 0x1p-2 + 1e3 }
            	return nil, fmt.Errorf("no %w", err)
            }
            """##
        let expected = ##"""
            k‹package› main c‹// one›
            k‹func› (s *Server) f‹Get›(id t‹string›) (*Token, t‹error›) {
            	q := s‹`raw \n "x"`› + s‹"a\t\"b\""› + t‹string›(s‹'\''›)
            	k‹for› i := k‹range› n‹10› { k‹defer› s.mu.f‹Unlock›(); _ = n‹0x1p-2› + n‹1e3› }
            	k‹return› k‹nil›, fmt.f‹Errorf›(s‹"no %w"›, err)
            }
            """##
        #expect(marked(code, "go") == expected)
    }

    @Test func rust() {
        let code = ##"""
            #![allow(dead_code)]
            #[derive(Debug, Clone)]
            pub struct Tok<'a> { c: char, s: &'a str } /* a /* b */ c */
            impl<'a> Tok<'a> {
                fn new() -> Self { let r = r#"a "b" \"#; println!("{}", b'\'' as u8); 'outer: loop { break 'outer } }
                const MAX: u64 = 1_000u64; // 'é' "
                fn f(x: char) -> bool { x == 'é' || x == '"' || (0..10).contains(&1) }
            }
            """##
        let expected = ##"""
            a‹#![allow(dead_code)]›
            a‹#[derive(Debug, Clone)]›
            k‹pub› k‹struct› t‹Tok›<a‹'a›> { c: t‹char›, s: &a‹'a› t‹str› } c‹/* a /* b */ c */›
            k‹impl›<a‹'a›> t‹Tok›<a‹'a›> {
                k‹fn› f‹new›() -> t‹Self› { k‹let› r = s‹r#"a "b" \"#›; f‹println!›(s‹"{}"›, s‹b'\''› k‹as› t‹u8›); a‹'outer›: k‹loop› { k‹break› a‹'outer› } }
                k‹const› MAX: t‹u64› = n‹1_000u64›; c‹// 'é' "›
                k‹fn› f‹f›(x: t‹char›) -> t‹bool› { x == s‹'é'› || x == s‹'"'› || (n‹0›..n‹10›).f‹contains›(&n‹1›) }
            }
            """##
        #expect(marked(code, "rust") == expected)
    }

    @Test func java() {
        let code = ##"""
            @Override public final class A<T extends B> implements C { // x
              String s = """
                  a "b" \t
                  """; char c = '\''; long n = 0xFFL; double d = 1e-9;
              var list = new ArrayList<String>(MAX); /* no /* nesting */ int x = s.length();
            }
            """##
        let expected = ##"""
            a‹@Override› k‹public› k‹final› k‹class› t‹A›<t‹T› k‹extends› t‹B›> k‹implements› t‹C› { c‹// x›
              t‹String› s = s‹"""›
            s‹      a "b" \t›
            s‹      """›; t‹char› c = s‹'\''›; t‹long› n = n‹0xFFL›; t‹double› d = n‹1e-9›;
              k‹var› list = k‹new› t‹ArrayList›<t‹String›>(MAX); c‹/* no /* nesting */› t‹int› x = s.f‹length›();
            }
            """##
        #expect(marked(code, "java") == expected)
    }

    @Test func cSharp() {
        let code = ##"""
            #region Flow
            [Authorize] public async Task<string?> Get(int id) => await http.GetAsync($"a/{id:D4}/{{x}}?q={f("in")}"); // x
            var path = @"C:\dir\""q"""; var raw = $$"""{"a": {{b}}, "c": "\"}"""; char c = '\n'; decimal m = 1.5m;
            #endregion
            """##
        let expected = ##"""
            m‹#region› t‹Flow›
            [t‹Authorize›] k‹public› k‹async› t‹Task›<t‹string›?> f‹Get›(t‹int› id) => k‹await› http.f‹GetAsync›(s‹$"a/›{id:D4}s‹/{{x}}?q=›{f‹f›(s‹"in"›)}s‹"›); c‹// x›
            k‹var› path = s‹@"C:\dir\""q"""›; k‹var› raw = s‹$$"""{"a": ›{{b}}s‹, "c": "\"}"""›; t‹char› c = s‹'\n'›; t‹decimal› m = n‹1.5m›;
            m‹#endregion›
            """##
        #expect(marked(code, "cs") == expected)
    }

    @Test func sql() {
        let code = ##"""
            SELECT count(*) AS n, 'it''s' FROM "user" u -- all
            WHERE u.id = $1 AND created_at > now() - INTERVAL '1 day' /* x */ LIMIT 10;
            CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 'x'; END $body$;
            """##
        let expected = ##"""
            k‹SELECT› f‹count›(*) k‹AS› n, s‹'it''s'› k‹FROM› s‹"user"› u c‹-- all›
            k‹WHERE› u.id = $n‹1› k‹AND› created_at > f‹now›() - t‹INTERVAL› s‹'1 day'› c‹/* x */› k‹LIMIT› n‹10›;
            k‹CREATE› k‹FUNCTION› f‹f›() k‹RETURNS› t‹int› k‹AS› s‹$body$ BEGIN; RETURN 'x'; END $body$›;
            """##
        #expect(marked(code, "sql") == expected)
    }
}
