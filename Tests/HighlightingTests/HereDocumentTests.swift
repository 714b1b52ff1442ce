import Highlighting
import Testing

/// Where `<<` begins a here-document, and where that ends.
struct HereDocumentTests {
    /// What follows a here-document, or an operator that looks like one, is code again: its command is found.
    private func goesOn(_ code: String) -> Bool {
        let html = marked(code + "\nmakeit --all", "sh")
        return html.hasSuffix("\nf‹makeit› a‹--all›")
    }

    @Test(arguments: [
        "x=$((1<<8))", "x=$(( 1 << SHIFT ))", "echo \"$((1<<8))\"", "((x = 1 << 3))", "(( x <<= 2 ))",
        "for ((i = 1; i < 1<<4; i <<= 1)); do :; done", "let x=1<<3", "let \"x = 1 << n\"", "a[1<<2]=x",
        "x=${a[1<<2]}", "y=$[1<<2]", "if (( (a << 2) > b )); then :; fi", "x=$(( (1<<2) + $(echo 3) << 1 ))",
        "x=$((16#ff << 2))", "[[ $((1<<2)) -gt 3 ]]", "echo $((1\n<<\n2))", "read x <<<text", "read x <<< \"$y\"",
        "x=$((a[1]<<2)); y=1", "x=$((cd a; ls) | wc -l)", "echo '<<EOF'", "echo \"<<EOF\"", "# <<EOF",
        "while (( 1 << n < 64 )); do (( n++ )); done",
    ])
    func isAnOperator(_ code: String) {
        #expect(goesOn(code), "\(marked(code + "\nmakeit --all", "sh"))")
    }

    @Test(arguments: [
        ("<<EOF", "EOF"), ("<< EOF", "EOF"), ("<<'EOF'", "EOF"), ("<<\"EOF\"", "EOF"), ("<<\\EOF", "EOF"),
        ("<<E'O'F", "EOF"), ("<<end-input", "end-input"), ("<<end.of.input", "end.of.input"), ("<<_END_", "_END_"),
        ("<<\"end of input\"", "end of input"), ("<<end\\ of", "end of"), ("<<'a\"b'", "a\"b"), ("<<!", "!"),
        ("<<EOF|cat", "EOF"), ("<<EOF;true", "EOF"), ("<<EOF>file", "EOF"), ("<<EOF&", "EOF"), ("<<ünï", "ünï"),
        ("<<$EOF", "$EOF"), ("0<<EOF", "EOF"), ("<<''", ""), ("<<EOF \\\n  | cat", "EOF"),
    ])
    func endsAtItsWord(_ start: String, _ end: String) {
        let code = "cat \(start)\nit's a \"text\nnot \(end)x\n\(end)"
        #expect(goesOn(code), "\(marked(code + "\nmakeit --all", "sh"))")
        #expect(marked(code, "sh").contains("s‹it's a \"text›"))
    }

    @Test func tabsCountOnlyWithoutAHyphen() {
        #expect(goesOn("cat <<-EOF\n\ta \"b\n\tEOF"))
        #expect(goesOn("cat <<-'end-it'\n\t\ta \"b\n\t\tend-it"))
        #expect(marked("cat <<EOF\n\tEOF\nx \"y\nEOF\nls", "sh").hasSuffix("f‹ls›"))
    }

    @Test func severalStandBehindOneLine() {
        #expect(goesOn("cat <<A - <<'B-C' <<-D\na \"\nA\nb '\nB-C\n\t$d\n\tD"))
        #expect(goesOn("diff <(cat <<A\na \"\nA\n) <(cat <<B\nb '\nB\n)"))
        #expect(goesOn("x=\"$(cat <<EOF\nit's\nEOF\n)\""))
    }

    @Test func oneThatNothingEndsIsNone() {
        #expect(marked("cat <<EOF\nls -l", "sh").hasSuffix("f‹ls› a‹-l›"))
        #expect(marked("x << y\nls -l", "sh").hasSuffix("f‹ls› a‹-l›"))
    }

    @Test func hostileOnesTakeLinearTime() {
        for piece in ["$((", "((", "<<a\n", "<<", "a[", "$[", "<<\"", "$((\"", "<<-'a\n", "[["] {
            let code = Array(String(repeating: piece, count: 50_000).utf8)
            #expect(highlighted(code, language: "sh").map { text(of: $0) } == code)
        }
    }

    /// Relatives in other languages: what looks like the start of a text that spans lines.
    @Test(arguments: [
        ("python", "f\"{x:'>10}\" # a"), ("python", "f'{x:\"^{w}}' # a"), ("python", "f'{x!r:\"<4}' # a"),
        ("sql", "-- it's"), ("sql", "SELECT E'it\\'s', e'a''b'; -- a"), ("sql", "SELECT $1, '$2' -- a"),
        ("js", "x = y / 2 / z; // a"), ("js", "x.replace(/`/g, '') // a"), ("js", "return /'`\"/ // a"),
        ("js", "`${`${a}`}` // a"), ("go", "'`' // a"), ("rust", "'\"' as u8; // a"), ("rust", "r#type = 'a; // a"),
        ("swift", "a << b; c / d / e // a"), ("csharp", "'\"' + $\"{a:0.0}\" // a"), ("java", "'\"' + a << b; // a"),
    ])
    func nothingRunsOn(_ language: String, _ line: String) {
        let comment = language == "sql" ? "-- z" : language == "python" ? "# z" : "// z"
        let html = marked(line + "\n" + comment, language)
        #expect(html.hasSuffix("\nc‹\(comment)›"), "\(html)")
    }

    @Test func blockScalarsEndWithTheirIndent() {
        #expect(marked("a:\n  - |2-\n     x: \"\n  - b: 1", "yaml").hasSuffix("  - a‹b›: n‹1›"))
        #expect(marked("a: >-\n  it's\n\n  # no\nb: 1", "yaml").hasSuffix("a‹b›: n‹1›"))
        #expect(marked("- a: |\n    x \"\n  b: 1", "yaml").hasSuffix("  a‹b›: n‹1›"))
    }
}
