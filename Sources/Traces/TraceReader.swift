import Foundation
import Wire

/// A JSON object with the path that led to it, for errors that point.
struct TraceReader {
    var json: JSON
    var path: String

    func fail(_ name: String, _ reason: String) -> TraceError { TraceError(path: place(name), reason: reason) }

    private func place(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

    /// Text of a document in a sentence: short, and with nothing that a terminal would obey.
    static func quoted(_ text: String) -> String { "“" + Unseen.shown(text, limit: 80) + "”" }

    func member(_ name: String) throws(TraceError) -> JSON {
        guard let value = json[name] else { throw fail(name, "missing") }
        return value
    }

    func text(_ name: String) throws(TraceError) -> String {
        guard let text = try member(name).string else { throw fail(name, "not a string") }
        return text
    }

    /// A text that is not empty.
    func full(_ name: String) throws(TraceError) -> String {
        let text = try text(name)
        if text.isEmpty { throw fail(name, "empty") }
        return text
    }

    func optionalText(_ name: String) throws(TraceError) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string else { throw fail(name, "not a string") }
        return text
    }

    /// A name by which other places refer to something: short, and of characters that can be seen.
    func name(_ name: String) throws(TraceError) -> String {
        let text = try full(name)
        guard text.utf8.count <= TraceLimits.name else { throw fail(name, "longer than \(TraceLimits.name) bytes") }
        guard !text.unicodeScalars.contains(where: Unseen.contains) else {
            throw fail(name, "\(Self.quoted(text)) holds characters that cannot be seen")
        }
        return text
    }

    /// Words of small letters with hyphens between them, perhaps with a number behind: `token-request-2`.
    func exchangeID(_ name: String) throws(TraceError) -> String {
        let text = try self.name(name)
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isWord = words.map { !$0.isEmpty && $0.allSatisfy((UInt8(ascii: "a")...UInt8(ascii: "z")).contains) }
        let ends = words.last.map { !$0.isEmpty && $0.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }
        guard isWord.dropLast().allSatisfy({ $0 }), isWord.last == true || words.count > 1 && ends == true else {
            throw fail(name, "\(Self.quoted(text)) is no id such as token-request-2")
        }
        return text
    }

    /// `d1`, `d2`, …
    func decisionID(_ name: String) throws(TraceError) -> String {
        let text = try self.name(name)
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "d"), let first = digits.first, first != UInt8(ascii: "0"),
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { throw fail(name, "\(Self.quoted(text)) is no id such as d1") }
        return text
    }

    func int(_ name: String, in range: ClosedRange<Int>) throws(TraceError) -> Int {
        let value = try member(name)
        guard case .number(let text) = value else { throw fail(name, "not an integer") }
        // Digits alone can be out of the range; anything else is no integer of this format.
        guard let number = value.int else {
            let isWhole = text.drop { $0 == "-" }.allSatisfy(\.isNumber)
            throw fail(name, isWhole ? Self.outside(Self.quoted(text), range) : "not an integer")
        }
        guard range.contains(number) else { throw fail(name, Self.outside(String(number), range)) }
        return number
    }

    private static func outside(_ number: String, _ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "\(number) is less than \(range.lowerBound)"
            : "\(number) is not from \(range.lowerBound) to \(range.upperBound.grouped)"
    }

    func bool(_ name: String) throws(TraceError) -> Bool {
        guard let flag = try member(name).bool else { throw fail(name, "not a boolean") }
        return flag
    }

    func choice<Value>(_ name: String, _ make: (String) -> Value?) throws(TraceError) -> Value {
        let text = try text(name)
        guard let value = make(text) else { throw fail(name, "unknown value \(Self.quoted(text))") }
        return value
    }

    func object(_ name: String) throws(TraceError) -> TraceReader {
        let value = try member(name)
        guard value.members != nil else { throw fail(name, "not an object") }
        return TraceReader(json: value, path: place(name))
    }

    func list<Item>(
        _ name: String, _ limit: Int, _ read: (TraceReader) throws(TraceError) -> Item
    ) throws(TraceError) -> [Item] {
        guard let items = try member(name).array else { throw fail(name, "not a list") }
        guard items.count <= limit else { throw fail(name, Self.tooMany(items.count, limit)) }
        var out: [Item] = []
        out.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            out.append(try read(TraceReader(json: item, path: place(name) + "[\(index)]")))
        }
        return out
    }

    private static func tooMany(_ count: Int, _ limit: Int) -> String {
        "\(count.grouped) members; a trace may have \(limit.grouped)"
    }

    func bytes(_ name: String) throws(TraceError) -> [UInt8]? {
        guard let text = try optionalText(name) else { return nil }
        guard let data = Data(base64Encoded: text) else { throw fail(name, "not base64") }
        return try bounded(name, Array(data))
    }

    func body() throws(TraceError) -> [UInt8] {
        if let text = try optionalText("body") {
            if json["bodyBase64"] != nil { throw fail("bodyBase64", "there is a body besides") }
            return try bounded("body", Array(text.utf8))
        }
        return try bytes("bodyBase64") ?? []
    }

    private func bounded(_ name: String, _ bytes: [UInt8]) throws(TraceError) -> [UInt8] {
        guard bytes.count <= TraceLimits.body else {
            throw fail(name, "\(bytes.count.grouped) bytes; a body may have \(TraceLimits.body.grouped)")
        }
        return bytes
    }

    /// A list of pairs of texts. A list that is not there is empty.
    func pairs(_ name: String) throws(TraceError) -> [(String, String)] {
        guard let value = json[name] else { return [] }
        guard let items = value.array else { throw fail(name, "not a list") }
        guard items.count <= TraceLimits.pairs else { throw fail(name, Self.tooMany(items.count, TraceLimits.pairs)) }
        var pairs: [(String, String)] = []
        for (index, item) in items.enumerated() {
            guard let pair = item.strings, pair.count == 2 else {
                throw fail("\(name)[\(index)]", "not a pair of two texts")
            }
            pairs.append((pair[0], pair[1]))
        }
        return pairs
    }
}

extension Int {
    /// The number with its thousands set apart: `33,554,432`.
    var grouped: String {
        let digits = String(magnitude)
        var out = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out += "," }
            out.append(digit)
        }
        return out
    }
}
