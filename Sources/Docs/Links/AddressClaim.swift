/// A file that somebody means to write, or a folder, as the register of all addresses of a site has it.
public struct AddressClaim: Hashable, Sendable {
    /// Relative to the output folder.
    public var path: String
    /// A file of an author, or a phrase for who makes it.
    var name: String
    /// Where in the author's file the address is written, if it is.
    var line: Int?
    /// Whether an author's file is what it comes from.
    var isFile = false
    /// Whether it stands back where an author's own file is copied to its path.
    var givesWay: Bool
    /// The way out for whoever else claims its address.
    var remedy: String?

    /// A claim of somebody who makes files; `name` is a phrase for messages.
    ///
    /// - Parameters:
    ///   - givesWay: whether it stands back where an author's own file is copied to its path.
    ///   - remedy: the way out for whoever else claims its address.
    public init(_ path: String, by name: String, givesWay: Bool = false, remedy: String? = nil) {
        self.path = path
        self.name = name
        self.givesWay = givesWay
        self.remedy = remedy
    }

    /// A claim of an author.
    init(_ path: String, from file: String, line: Int? = nil) {
        self.init(path, by: file)
        self.line = line
        isFile = true
    }

    /// As messages name who claims it.
    var place: String { line.map { "\(name):\($0)" } ?? name }
}
