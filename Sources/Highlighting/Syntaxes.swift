extension Language {
    static let swift = Language(
        "swift",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    actor any as associatedtype async await borrowing break case catch class consume consuming continue
                    convenience default defer deinit didSet do dynamic each else enum extension fallthrough false
                    fileprivate final for func get guard if import in indirect infix init inout internal is isolated lazy
                    let macro mutating nil nonisolated nonmutating open operator optional override package postfix
                    precedencegroup prefix private protocol public repeat required rethrows return self sending set some
                    static struct subscript super switch throw throws true try typealias unowned var weak where while
                    willSet yield
                    """
                ), (.type, "Self Any Void"),
            ], features: [.capitalTypes, .shoutedTypes, .calls, .attributes, .hashWords, .hashStrings, .regex],
            strings: [
                .tripleDouble.with { $0.interpolation = .parenthesis },
                .double.with { $0.interpolation = .parenthesis },
            ], nestsComments: true))

    static let python = Language(
        "python py python3 pyi",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    False None True and as assert async await break case class continue def del elif else except finally
                    for from global if import in is lambda match nonlocal not or pass raise return self cls try while with
                    yield
                    """
                ),
                (.type, "bool bytes dict float frozenset int list object set str tuple"),
            ], features: [.capitalTypes, .calls, .attributes, .pythonPrefixes],
            strings: [
                .tripleDouble, StringRule(quote: UInt8(ascii: "'"), count: 3, spansLines: true), .double, .single,
            ], lineComments: ["#"], hasBlockComments: false))

    private static let scriptWords = """
        async await break case catch class const constructor continue debugger default delete do else export extends
        false finally for from function get if import in instanceof let new null of return set static super switch this
        throw true try typeof undefined var void while with yield
        """

    private static let scriptStrings: [StringRule] = [
        .double, .single,
        StringRule(quote: UInt8(ascii: "`"), interpolation: .dollarBrace, spansLines: true),
    ]

    static let javaScript = Language(
        "javascript js jsx mjs cjs node",
        CodeSyntax(
            [(.keyword, scriptWords)], features: [.capitalTypes, .calls, .attributes, .regex], strings: scriptStrings,
            wordBytes: "$"))

    static let typeScript = Language(
        "typescript ts tsx mts cts",
        CodeSyntax(
            [
                (
                    .keyword,
                    scriptWords + """
                         abstract as asserts declare enum implements infer interface is keyof module namespace override
                        private protected public readonly satisfies type
                        """
                ), (.type, "any bigint boolean never number object string symbol unknown"),
            ], features: [.capitalTypes, .calls, .attributes, .regex], strings: scriptStrings, wordBytes: "$"))

    static let go = Language(
        "go golang",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    break case chan const continue default defer else fallthrough false for func go goto if import
                    interface iota map nil package range return select struct switch true type var
                    """
                ),
                (
                    .type,
                    """
                    any bool byte comparable complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune
                    string uint uint16 uint32 uint64 uint8 uintptr
                    """
                ),
            ], features: [.calls],
            strings: [.double, .single, StringRule(quote: UInt8(ascii: "`"), escape: .none, spansLines: true)]))

    static let rust = Language(
        "rust rs",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    as async await break const continue crate dyn else enum extern false fn for if impl in let loop match
                    mod move mut pub ref return self static struct super trait true type union unsafe use where while
                    """
                ),
                (
                    .type,
                    "Self bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize"
                ),
            ], features: [.capitalTypes, .calls, .rust], strings: [.double.with { $0.spansLines = true }, .single],
            nestsComments: true))

    static let java = Language(
        "java",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    abstract assert break case catch class continue default do else enum extends false final finally for
                    if implements import instanceof interface native new null package permits private protected public
                    record return sealed static strictfp super switch synchronized this throw throws transient true try
                    var void volatile while yield
                    """
                ), (.type, "boolean byte char double float int long short"),
            ], features: [.capitalTypes, .calls, .attributes], strings: [.tripleDouble, .double, .single]))

    static let cSharp = Language(
        "csharp cs c#",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    abstract as async await base break case catch checked class const continue default delegate do else
                    enum event explicit extern false finally fixed for foreach get goto if implicit in init interface
                    internal is lock namespace new null operator out override params partial private protected public
                    readonly record ref required return sealed set sizeof stackalloc static struct switch this throw true
                    try typeof unchecked unsafe using var virtual void volatile when where while with yield
                    """
                ),
                (
                    .type,
                    """
                    bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong
                    ushort
                    """
                ),
            ], features: [.capitalTypes, .calls, .capitalCalls, .cSharp],
            strings: [.tripleDouble.with { $0.escape = .none }, .double, .single]))

    static let sql = Language(
        "sql postgresql postgres mysql sqlite",
        CodeSyntax(
            [
                (
                    .keyword,
                    """
                    add all alter and any as asc begin between by cascade case check collate column commit conflict
                    constraint create cross current_date current_timestamp database default delete desc distinct do drop
                    else end except exists explain false fetch first following for foreign from full function grant group
                    having if in index inner insert intersect into is join key language last lateral left like limit not
                    nothing null nulls offset on or order outer over partition preceding primary references replace
                    returning returns revoke right rollback row rows schema select set table then to transaction trigger
                    true truncate unbounded union unique update user using values view when where window with
                    """
                ),
                (
                    .type,
                    """
                    bigint bigserial blob boolean bytea char date decimal double float int integer interval json jsonb
                    numeric real serial smallint text time timestamp timestamptz uuid varchar
                    """
                ),
            ], features: [.calls, .foldsCase, .dollarQuotes],
            strings: [
                .single.with { rule in
                    rule.escape = .doubled
                    rule.spansLines = true
                },
                .double.with { $0.escape = .doubled },
            ], lineComments: ["--"]))
}
