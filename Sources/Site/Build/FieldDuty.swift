import Authoring
import Specs

/// What a note states of the clauses it is linked to, as its front matter says with `duty:`.
///
/// The badge before a note has the level of the clause that its first sentence states. Which one that is cannot be seen
/// from outside, so it has to be written down wherever the clauses of the note, or its own text, know more than one level.
struct FieldDuty {
    var clauses: [(clause: Clause, place: YAMLValue)] = []
    /// The clauses named by `duty:`; nil where it is not there.
    var named: [(clause: Clause, place: YAMLValue)]?
    /// The kinds of exchange and the revisions for which the note is made.
    var kinds: [ExchangeKind] = []
    var revisions = Revision.allCases

    /// Reads `duty:`: a clause, a list of them, or `false` for none.
    mutating func read(_ value: YAMLValue) throws(Problem) {
        if value.scalar == "false" { return named = [] }
        if value.scalar == "true" {
            throw value.problem(
                "“true” does not say which duty the first sentence states.",
                remedy: "Name the clause, or leave the line out where there is one level only.")
        }
        named = try FieldDuty.clauses(value)
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    static func clauses(_ value: YAMLValue) throws(Problem) -> [(clause: Clause, place: YAMLValue)] {
        var found: [(clause: Clause, place: YAMLValue)] = []
        for item in try value.list() { found.append((try item.clause(), item)) }
        return found
    }

    /// The clauses whose level stands before the note.
    var stated: [Clause] { (named ?? clauses).map(\.clause) }

    /// - Throws: `Problem` where the badge would have another level than the sentence it stands before, or would stand where
    ///   its clause does not hold.
    func check(note: String, rest: [String], at place: (file: String, line: Int)) throws(Problem) {
        for (clause, place) in clauses where Set(clause.revisions).isDisjoint(with: revisions) {
            throw place.problem(
                "the clause “\(clause.id)” does not belong to \(FieldDuty.list(revisions.map(\.rawValue))).",
                remedy:
                    "It holds in \(FieldDuty.list(clause.revisions.map(\.rawValue))): name a clause of the note’s own revisions."
            )
        }
        for (clause, place) in named ?? [] where !clauses.contains(where: { $0.clause == clause }) {
            throw place.problem(
                "the note states “\(clause.id)”, which is not one of its clauses.", remedy: "Add it to clauses.")
        }
        try checkKinds()
        guard !stated.isEmpty else { return }
        try checkAmbiguity(rest: rest)
        let levels = Set(badges.map(\.level))
        let found = Keywords.written(in: note) + Keywords.spoken(in: Keywords.firstSentence(of: note))
        if let other = found.first(where: { !levels.contains($0.level) }) {
            throw Problem(
                file: place.file, line: place.line,
                "the note says “\(other.word)”, and the level before it would be \(FieldDuty.list(levels.map(\.rawValue).sorted())).",
                remedy:
                    "Say in the first sentence what the clause demands, as strongly as it does, or name another with duty."
            )
        }
    }

    /// The clause that gives the level in each of the revisions.
    private var badges: [Clause] {
        revisions.compactMap { revision in stated.first { $0.revisions.contains(revision) } }
    }

    private func checkKinds() throws(Problem) {
        for (clause, place) in named ?? clauses.prefix(1).map({ $0 }) {
            let places = clause.kinds
            guard !places.isEmpty, let strange = kinds.first(where: { !places.contains($0) }) else { continue }
            throw place.problem(
                "the clause “\(clause.id)” says nothing about \(strange.rawValue), where the note is shown.",
                remedy: "Name a clause that does, or leave \(strange.rawValue) out of kinds.")
        }
    }

    private func checkAmbiguity(rest: [String]) throws(Problem) {
        guard named == nil else { return }
        for revision in revisions {
            let own = clauses.filter { $0.clause.revisions.contains(revision) }
            let levels = Set(own.map(\.clause.level))
            guard levels.count > 1, let place = own.last?.place else { continue }
            throw place.problem(
                "the clauses of the note have more than one level: \(FieldDuty.list(levels.map(\.rawValue).sorted())).",
                remedy: "Write duty with the clause that the first sentence states, or duty: false.")
        }
        let levels = Set(badges.map(\.level))
        guard let place = clauses.first?.place,
            let other = rest.flatMap(Keywords.written).first(where: { !levels.contains($0.level) })
        else { return }
        throw place.problem(
            "the page also says “\(other.word)”, and the level before its note would be \(FieldDuty.list(levels.map(\.rawValue).sorted())).",
            remedy: "Write duty with the clause that the first sentence states, or duty: false.")
    }
}

/// The keywords of RFC 2119 in a text.
enum Keywords {
    typealias Found = (word: String, level: Clause.Level)

    private static let capital: [String: Clause.Level] = [
        "MUST": .must, "REQUIRED": .must, "SHALL": .must, "SHOULD": .should, "RECOMMENDED": .should, "MAY": .may,
        "OPTIONAL": .may,
    ]

    private static let small: [String: Clause.Level] = [
        "must": .must, "required": .must, "should": .should, "recommended": .should, "optional": .may,
    ]

    /// Those in capitals, wherever they stand.
    static func written(in text: String) -> [Found] {
        words(of: text).compactMap { word in capital[word].map { (word, $0) } }
    }

    /// Those in small letters that make a demand in ordinary words, too. “May” is left out: it mostly grants nothing.
    static func spoken(in text: String) -> [Found] {
        words(of: text).compactMap { word in small[word.lowercased()].map { (word, $0) } }.filter {
            !capital.keys.contains($0.word)
        }
    }

    private static func words(of text: String) -> [String] {
        text.split { !$0.isLetter }.map(String.init)
    }

    /// The text up to its first full stop, question mark or exclamation mark.
    static func firstSentence(of text: String) -> String {
        guard
            let end = text.indices.first(where: { index in
                guard ".?!".contains(text[index]) else { return false }
                let next = text.index(after: index)
                return next == text.endIndex || text[next].isWhitespace
            })
        else { return text }
        return String(text[...end])
    }
}
