import Highlighting
import Testing

/// The same for data, messages, markup and shells.
struct FormatTests {
    @Test func json() {
        let code = ##"""
            { "a\"b": "c: \\", "n": -1.5e+3, "ok": true, // why
              "list": [null, "x" ], /* … */ "d" : {} }
            """##
        let expected = ##"""
            { a‹"a\"b"›: s‹"c: \\"›, a‹"n"›: n‹-1.5e+3›, a‹"ok"›: k‹true›, c‹// why›
              a‹"list"›: [k‹null›, s‹"x"› ], c‹/* … */› a‹"d"› : {} }
            """##
        #expect(marked(code, "json") == expected)
    }

    @Test func http() {
        let code = ##"""
            # Exchange the code
            POST /token?x=1 HTTP/1.1
            Host: auth.example.com
            Content-Type: application/x-www-form-urlencoded

            grant_type=authorization_code&code=a%20b
            HTTP/1.1 200 OK
            Content-Type: application/json

            {"access_token": "ey…", "expires_in": 3600}
            """##
        let expected = ##"""
            c‹# Exchange the code›
            k‹POST› s‹/token?x=1› m‹HTTP/1.1›
            a‹Host›: auth.example.com
            a‹Content-Type›: application/x-www-form-urlencoded

            a‹grant_type›=authorization_code&a‹code›=a%20b
            m‹HTTP/1.1› n‹200› OK
            a‹Content-Type›: application/json

            {a‹"access_token"›: s‹"ey…"›, a‹"expires_in"›: n‹3600›}
            """##
        #expect(marked(code, "http") == expected)
    }

    @Test func shell() {
        let code = ##"""
            #!/bin/sh
            export URL="https://a/${X:-$(id -u)}" N=1 && curl -sS "$URL/a\"b" \
              -H 'Accept: */*' -d "limit=$N" | jq -r .token # end
            if [ "$#" -gt 0 ]; then for f in *.md; do echo $f; done; fi
            cat <<-'EOF' > file
            	text $not "a
            	EOF
            A=1 make test; x=$(wc -l < a#b)
            """##
        let expected = ##"""
            c‹#!/bin/sh›
            k‹export› a‹URL›=s‹"https://a/›t‹${X:-$(id -u)}›s‹"› N=n‹1› && f‹curl› a‹-sS› s‹"›t‹$URL›s‹/a\"b"› \
              a‹-H› s‹'Accept: */*'› a‹-d› s‹"limit=›t‹$N›s‹"› | f‹jq› a‹-r› .token c‹# end›
            k‹if› f‹[› s‹"$#"› a‹-gt› n‹0› ]; k‹then› k‹for› f k‹in› *.md; k‹do› f‹echo› t‹$f›; k‹done›; k‹fi›
            f‹cat› <<-'m‹EOF›' > file
            s‹	text $not "a›
            	m‹EOF›
            a‹A›=1 f‹make› test; a‹x›=$(f‹wc› a‹-l› < a#b)
            """##
        #expect(marked(code, "sh") == expected)
    }

    @Test func console() {
        let code = ##"""
            $ wirescribe build . \
            > --strict
            382 runs "recorded"
            # a remark
            root@host:~# ls -l
            total 4
            """##
        let expected = ##"""
            m‹$ ›f‹wirescribe› build . \
            m‹> ›a‹--strict›
            382 runs "recorded"
            c‹# a remark›
            m‹root@host:~# ›f‹ls› a‹-l›
            total 4
            """##
        #expect(marked(code, "console") == expected)
    }

    @Test func yaml() {
        let code = ##"""
            %YAML 1.2
            ---
            name: &id "a: b" # why
            "quoted key": 'it''s'
            on: { push: [main, 1.5], url: https://a.b:80/c#d }
            list:
              - key: true
                run: |
                  echo "a: b" # no comment

                  done
              - !tag *id
              - null
            time: 12:30
            """##
        let expected = ##"""
            m‹%YAML› n‹1.2›
            m‹---›
            a‹name›: m‹&id› s‹"a: b"› c‹# why›
            a‹"quoted key"›: s‹'it''s'›
            a‹on›: { a‹push›: [main, n‹1.5›], a‹url›: https://a.b:80/c#d }
            a‹list›:
              - a‹key›: k‹true›
                a‹run›: m‹|›
            s‹      echo "a: b" # no comment›

            s‹      done›
              - t‹!tag› m‹*id›
              - k‹null›
            a‹time›: 12:30
            """##
        #expect(marked(code, "yaml") == expected)
    }

    @Test func toml() {
        let code = ##"""
            # top
            title = "a # b" ; x
            [server."a.b"] # c
            ports = [ 8_000, 0x1F, 1e-3 ]
            when = 1979-05-27T07:32:00Z
            point = { x = 1, "y z" = true }
            text = """
            a = "b"
            """ 
            path = 'C:\dir'
            """##
        let expected = ##"""
            c‹# top›
            a‹title› = s‹"a # b"› c‹; x›
            t‹[server."a.b"]› c‹# c›
            a‹ports› = [ n‹8_000›, n‹0x1F›, n‹1e-3› ]
            a‹when› = n‹1979-05-27T07:32:00Z›
            a‹point› = { a‹x› = n‹1›, a‹"y z"› = k‹true› }
            a‹text› = s‹"""›
            s‹a = "b"›
            s‹"""› 
            a‹path› = s‹'C:\dir'›
            """##
        #expect(marked(code, "toml") == expected)
    }

    @Test func html() {
        let code = ##"""
            <!DOCTYPE html>
            <!-- <a> --><a href="x?a&amp;b" class=big disabled>1 &lt; 2</a>
            <script type="module">if (a < b) f("</b>");</script><style>a{color:red}</style>
            <svg:g x='1'/><![CDATA[ <b> ]]>
            """##
        let expected = ##"""
            m‹<!DOCTYPE html>›
            c‹<!-- <a> -->›<k‹a› a‹href›=s‹"x?a&amp;b"› a‹class›=s‹big› a‹disabled›>1 n‹&lt;› 2</k‹a›>
            <k‹script› a‹type›=s‹"module"›>k‹if› (a < b) f‹f›(s‹"</b>"›);</k‹script›><k‹style›>t‹a›{a‹color›:red}</k‹style›>
            <k‹svg:g› a‹x›=s‹'1'›/>s‹<![CDATA[ <b> ]]>›
            """##
        #expect(marked(code, "html") == expected)
    }

    @Test func css() {
        let code = ##"""
            @media (min-width: 40em) { a:hover > .b#c::before { color: #1A2; margin: -1.5em auto !important; } }
            :root { --x: calc(1px + var(--y)); /* n */ background: url("a;b") }
            .card { &:hover { top: 0 } li + li { left: 1% } }
            """##
        let expected = ##"""
            k‹@media› (min-width: n‹40em›) { t‹a›:t‹hover› > .t‹b›#t‹c›::t‹before› { a‹color›: n‹#1A2›; a‹margin›: n‹-1.5em› auto k‹!important›; } }
            :t‹root› { a‹--x›: f‹calc›(n‹1px› + f‹var›(a‹--y›)); c‹/* n */› a‹background›: f‹url›(s‹"a;b"›) }
            .t‹card› { &:t‹hover› { a‹top›: n‹0› } t‹li› + t‹li› { a‹left›: n‹1%› } }
            """##
        #expect(marked(code, "css") == expected)
    }

    @Test func diff() {
        let code = ##"""
            diff --git a/x b/x
            --- a/x
            +++ b/x
            @@ -1,2 +1,2 @@
            -old <a>
            +new & b
             same
            """##
        let expected = ##"""
            m‹diff --git a/x b/x›
            m‹--- a/x›
            m‹+++ b/x›
            m‹@@ -1,2 +1,2 @@›
            d‹-old <a>›
            i‹+new & b›
             same
            """##
        #expect(marked(code, "diff") == expected)
    }
}
