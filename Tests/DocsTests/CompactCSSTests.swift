import Foundation
import Testing

@testable import Docs

@Suite struct CompactCSSTests {
    static let cases: [(style: String, compact: String)] = [
        ("a { color : red ; }\n\nb{\n  margin: 0 auto;\n}\n", "a{color :red}b{margin:0 auto}"),
        // A space before a colon, and after a parenthesis, parts selectors.
        (".a :hover, .b > c:not( .d ) .e{x:y}", ".a :hover,.b>c:not(.d) .e{x:y}"),
        (
            "@media screen and (max-width: 9px) , print { a { top : 0 } }",
            "@media screen and (max-width:9px),print{a{top :0}}"
        ),
        (
            "a{width:calc( 100% - (2px + 1em) * 2 );color:red !important}",
            "a{width:calc(100% - (2px + 1em) * 2);color:red!important}"
        ),
        ("/* one */ a /* two */ b/**/{/* three */c:d/* four */}", "a b{c:d}"),
        // Without its comment this would be one word.
        ("a{margin:1px/* and */2px}", "a{margin:1px/**/2px}"),
        ("/*! Licence: keep  me */\na { b: c }", "/*! Licence: keep  me */ a{b:c}"),
        (#"a::before { content: "a  /* no */  ;} \" b" ; }"#, #"a::before{content:"a  /* no */  ;} \" b"}"#),
        ("a{content:'}'  'x'}", "a{content:'}' 'x'}"),
        (
            "a{background: url( x y;z.png ) no-repeat , URL(/*.png)}",
            "a{background:url( x y;z.png ) no-repeat,URL(/*.png)}"
        ),
        (#"a{b: url( "x  y" ) , curl( 1 )}"#, #"a{b:url("x  y"),curl(1)}"#),
        // The value of a custom property may be read by a script, and may be white space.
        (
            ":root { --a:  1px ,  /* x */ 2px ; --b: ; --c: { d : e ; } ; f : g }",
            ":root{--a:  1px ,  /* x */ 2px ;--b: ;--c: { d : e ; } ;f :g}"
        ),
        (#":root{--a: "}" ; color : red}"#, #":root{--a: "}" ;color :red}"#),
        ("a { color: var( --b ) }", "a{color:var(--b)}"),
        // A space ends an escape, a second one means a descendant.
        (#".\31  .b , .\{ .c , .a\:b{d:e}"#, #".\31  .b,.\{ .c,.a\:b{d:e}"#), (#"a{b:\; }"#, #"a{b:\;}"#),
        ("a{color:red; ;}", "a{color:red}"), ("a + b ~ c { x: y }", "a + b ~ c{x:y}"),
        ("@import \"x.css\" ;\na { b : c }", "@import \"x.css\";a{b :c}"),
        ("[a = \"b  c\" i] { d: e }", "[a = \"b  c\" i]{d:e}"), ("é { --é : ü  ; a: ß }", "é{--é : ü  ;a:ß}"),
        // What ends too early stays as it is.
        ("a{b:\"c  d", "a{b:\"c  d"), ("a{b:url(c  d", "a{b:url(c  d"), ("a{b:c}/* d  e", "a{b:c}/* d  e"),
        ("a\\", "a\\"),
        ("a{--b:  c", "a{--b:  c"), ("", ""), ("}", "}"),
    ]

    @Test(arguments: cases.indices) func whatMeansNothingGoes(index: Int) {
        #expect(Self.compacted(Self.cases[index].style) == Self.cases[index].compact)
    }

    /// What is compact stays as it is.
    @Test(arguments: cases.indices) func nothingGoesTwice(index: Int) {
        let once = Self.compacted(Self.cases[index].style)
        #expect(Self.compacted(once) == once)
    }

    static func compacted(_ style: String) -> String {
        String(decoding: CompactCSS.compacted(Array(style.utf8)), as: UTF8.self)
    }
}
