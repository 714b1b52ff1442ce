import Markdown
import Mustache

/// The only context that a body is rendered with: it answers the numbers that stand for names, so nothing can fall
/// through to an outer context.
final class TagAnswers: MustacheParent {
    private let tags: [Tag]
    private let names: [TemplateName?]
    private let values: RunValues
    /// The values that were asked for and the names they were asked for by; the index is the placeholder's.
    private(set) var found: [String] = []
    private(set) var foundNames: [String] = []
    /// The tags that had no value.
    private(set) var missing: [Int] = []

    init(tags: [Tag], names: [TemplateName?], values: RunValues) {
        self.tags = tags
        self.names = names
        self.values = values
    }

    /// A placeholder for a tag that shows a value, a truth for the tag of a section.
    func child(named number: String) -> Any? {
        guard let number = Int(number.dropFirst()), names.indices.contains(number), let name = names[number] else {
            return false
        }
        guard tags[number].kind == .variable else { return values.isTrue(name) }
        guard let text = values.text(name) else {
            if !missing.contains(number) { missing.append(number) }
            return ""
        }
        found.append(text)
        foundNames.append(tags[number].name)
        return placeholder(found.count - 1)
    }
}
