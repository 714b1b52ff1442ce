/// What an element is called, as far as copies of pages treat it in a way of its own.
enum HTMLTag: String, CaseIterable {
    /// No element.
    case text = ""
    /// Any other element.
    case other = "*"
    case a, address, area, article, aside, b, base, blockquote, br, button, code, col, dd, del, details, dialog, div,
        dl, dt
    case em, embed, fieldset, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, i, img, input, kbd,
        li
    case link, main, meta, nav, noscript, ol, p, pre, s, samp, script, section, select, small, source, span, strong,
        style
    case summary, svg, table, tbody, td, template, tfoot, th, thead, tr, track, ul, wbr

    private static let named = Dictionary(
        uniqueKeysWithValues: allCases.map { tag in
            let name = Array(tag.rawValue.utf8)
            return (packed(name, name.indices), tag)
        })

    init(packed name: UInt64) { self = HTMLTag.named[name] ?? .other }

    /// A name in small letters as a number; that of eight letters or less is its bytes.
    static func packed(_ page: [UInt8], _ range: Range<Int>) -> UInt64 {
        var packed: UInt64 = 0
        for byte in page[range] {
            let isLarge = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            packed = (packed << 8 | packed >> 56) ^ UInt64(isLarge ? byte | 0x20 : byte)
        }
        return packed
    }

    /// Whether it never has content.
    var isVoid: Bool {
        switch self {
        case .area, .base, .br, .col, .embed, .hr, .img, .input, .link, .meta, .source, .track, .wbr: true
        default: false
        }
    }

    /// Whether it is no text.
    var isSkipped: Bool {
        switch self {
        case .script, .style, .template, .svg, .nav, .button, .input, .select, .form, .dialog, .noscript: true
        default: false
        }
    }

    /// Whether it stands on lines of its own.
    var isBlock: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .dd, .details, .div, .dl, .dt, .fieldset, .figure, .figcaption,
            .footer, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hr, .li, .main, .ol, .p, .pre, .section, .summary, .table,
            .tbody, .thead, .tr, .ul:
            true
        default: false
        }
    }

    /// The level of a heading.
    var headingLevel: Int? {
        switch self {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4: 4
        case .h5: 5
        case .h6: 6
        default: nil
        }
    }

    /// What ends an element whose content is no markup.
    var opaqueEnd: StaticString? {
        switch self {
        case .script: "</script"
        case .style: "</style"
        case .template: "</template"
        default: nil
        }
    }
}
