extension String {
    /// Whether the bytes of another text stand somewhere in this one. Faster than comparing Characters, and the same for
    /// texts of ASCII.
    package func hasBytes(of part: String) -> Bool {
        var (text, part) = (self, part)
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard let first = part.first, part.count <= text.count else { return part.isEmpty }
                return (0...(text.count - part.count)).contains { start in
                    text[start] == first && part.indices.allSatisfy { text[start + $0] == part[$0] }
                }
            }
        }
    }
}
