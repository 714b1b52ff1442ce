import Specs
import Traces
import Wire

/// The messages of one exchange as rows, with the tokens that were read out of them.
struct ExchangeRows: Sendable {
    /// A JWT inside a message.
    struct Token: Sendable {
        /// The field that carries it.
        var carrier: FieldEntry
        /// Its header parameters and claims.
        var parts: [FieldEntry]
        /// Where the same token stands first in the run; the carrier itself where it is new.
        var first: FieldEntry
        var signatureLength: Int

        var isNew: Bool { first == carrier }

        /// The members of its header with their values.
        var header: [[String]] {
            parts.filter { $0.field.place == .joseHeader }.map { [$0.field.dotted, $0.field.value] }
        }

        /// The rows of a token that is shown in full.
        var rows: [WireRow] { isNew ? rows(.joseHeader) + rows(.claim) : [] }

        func rows(_ place: FieldPlace) -> [WireRow] {
            parts.filter { $0.field.place == place }.map { part in
                WireRow(
                    pieces: [.text("  "), .name(part.field.dotted), .text(": "), .value(part.field.value, part)],
                    entries: [part])
            }
        }
    }

    private let request: [WireRow]
    /// Nil where nothing was answered.
    private let response: [WireRow]?
    private let requestTokens: [Token]
    private let responseTokens: [Token]

    /// - Parameters:
    ///   - entries: the fields of the exchange.
    ///   - occurrences: every place of each value in the run.
    init(_ exchange: Exchange, _ entries: [FieldEntry], _ occurrences: [TypedValue: [FieldEntry]]) {
        let asked = entries.filter { $0.field.side == .request }
        let answered = entries.filter { $0.field.side == .response }
        request = MessageRows.request(exchange.request, asked)
        response = (exchange.response ?? exchange.answered).map { MessageRows.response($0, answered) }
        requestTokens = ExchangeRows.tokens(asked, occurrences)
        responseTokens = ExchangeRows.tokens(answered, occurrences)
    }

    func lines(_ side: Field.Side) -> [WireRow]? { side == .request ? request : response }
    func tokens(_ side: Field.Side) -> [Token] { side == .request ? requestTokens : responseTokens }

    private static func tokens(_ entries: [FieldEntry], _ occurrences: [TypedValue: [FieldEntry]]) -> [Token] {
        let carriers = Set(entries.compactMap(\.field.carrier))
        guard !carriers.isEmpty else { return [] }
        return entries.compactMap { entry in
            guard entry.field.carrier == nil, carriers.contains(entry.field.dotted), let typed = entry.typed,
                let token = CompactJWT(entry.field.value)
            else { return nil }
            let parts = entries.filter { $0.field.carrier == entry.field.dotted }
            guard !parts.isEmpty else { return nil }
            return Token(
                carrier: entry, parts: parts, first: occurrences[typed]?.first ?? entry,
                signatureLength: token.signature.count)
        }
    }
}
