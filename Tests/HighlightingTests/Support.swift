import Highlighting

/// Highlighted code as a test can read it: `k‹let› x = n‹1›`, a token in quotes behind the letter of its kind.
func marked(_ code: String, _ language: String) -> String {
    guard let html = highlighted(Array(code.utf8), language: language) else { return "no such language" }
    return String(decoding: html, as: UTF8.self)
        .replacing("<span class=\"", with: "").replacing("</span>", with: "›").replacing("\">", with: "‹")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
}

/// What a reader of the HTML sees, byte for byte.
func text(of html: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var index = 0
    while index < html.count {
        switch html[index] {
        case UInt8(ascii: "<"):
            while html[index] != UInt8(ascii: ">") { index += 1 }
        case UInt8(ascii: "&"):
            let name = html[index...].prefix { $0 != UInt8(ascii: ";") }
            switch String(decoding: name, as: UTF8.self) {
            case "&lt": text.append(UInt8(ascii: "<"))
            case "&gt": text.append(UInt8(ascii: ">"))
            case "&amp": text.append(UInt8(ascii: "&"))
            default: text.append(0)
            }
            index += name.count
        default: text.append(html[index])
        }
        index += 1
    }
    return text
}
