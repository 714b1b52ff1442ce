import Authoring
import Wire

extension Setting {
    /// A value that is read whole and without regard to the present one.
    static func leaf(
        _ type: String, allowed: [String] = [], show: @escaping @Sendable (Value) -> String?,
        _ parse: @escaping @Sendable (YAMLValue) throws(Problem) -> Value
    ) -> Setting {
        Setting(type: type, allowed: allowed, show: show) { value, _, problems in
            do throws(Problem) {
                return try parse(value)
            } catch {
                problems.append(error)
                return nil
            }
        }
    }

    /// A map with keys of its own; what the file does not name keeps its value.
    static func map(_ schema: Schema<Value>, from start: Value, _ type: String = "map") -> Setting
    where Value: Sendable {
        Setting(
            type: type, show: { _ in nil }, start: start, parts: schema.describe,
            parse: { value, current, problems in
                var root = current ?? start
                schema.read(value, into: &root, &problems)
                return root
            })
    }

    /// One of several words.
    static func choice(_ words: KeyValuePairs<String, Value>) -> Setting where Value: Equatable & Sendable {
        let names = words.map(\.key)
        let values = words.map(\.value)
        return leaf(
            "word", allowed: names,
            show: { value in values.firstIndex(of: value).map { names[$0] } },
            { (value) throws(Problem) in
                let word = try value.text()
                if let index = names.firstIndex(of: word) { return values[index] }
                throw value.problem("“\(word)” is not known here.", remedy: Nearest.remedy(for: word, among: names))
            })
    }
}

extension Setting where Value == String {
    static var text: Setting {
        leaf("text", show: { $0.isEmpty ? nil : $0 }) { (value) throws(Problem) in try value.text() }
    }

    /// The path of a file of the site, relative to the site's folder. Whether it is there is checked when it is read.
    static var file: Setting {
        leaf("file of the site", show: { $0 }) { (value) throws(Problem) in
            let path = try value.text()
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
                throw value.problem(
                    "“\(path)” is not the path of a file in the site's folder.",
                    remedy: "Write it from that folder on, such as static/logo.svg.")
            }
            return path
        }
    }

    /// One folder below `content/`, whose name is part of addresses.
    static var folderName: Setting {
        leaf("folder name", show: { $0 }) { (value) throws(Problem) in
            let name = try value.text()
            let isPlain = name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || Character(UnicodeScalar(byte)).isASCIIWord
            }
            guard isPlain, !name.isEmpty, !name.hasPrefix(".") else {
                throw value.problem(
                    "“\(name)” is not the name of a folder.",
                    remedy: "Write it with letters, digits, - and ., such as v1.")
            }
            return name
        }
    }

    /// A tag of RFC 5646 such as `en` or `pt-BR`.
    static var language: Setting {
        leaf("language tag", show: { $0 }) { (value) throws(Problem) in try Setting.tag(value) }
    }

    static func tag(_ value: YAMLValue) throws(Problem) -> String {
        let tag = try value.text()
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...3).contains(parts[0].count), parts.allSatisfy({ (1...8).contains($0.count) }),
            tag.utf8.allSatisfy({ Character(UnicodeScalar($0)).isASCIIWord })
        else {
            throw value.problem("“\(tag)” is not the tag of a language.", remedy: "Write for example en, de or pt-BR.")
        }
        return tag
    }

    /// An absolute address, kept as written.
    static var address: Setting {
        leaf("URL", show: { $0 }) { (value) throws(Problem) in
            let text = try value.text()
            guard let url = WebURL(text), url.fragment == nil else {
                throw value.problem(
                    "“\(text)” is not an absolute http or https URL.",
                    remedy: "Write it like https://mcp.example.com/mcp.")
            }
            return text
        }
    }
}

extension Setting where Value == Bool {
    static var flag: Setting {
        leaf("true or false", show: { $0 ? "true" : "false" }) { (value) throws(Problem) in try value.bool() }
    }
}

extension Setting where Value == Int {
    /// Seconds, written as `30s`, `61m`, `25h` or `7d`.
    static var duration: Setting {
        leaf("duration", show: Setting.text(ofSeconds:)) { (value) throws(Problem) in
            let seconds = try value.seconds()
            guard seconds > 0 else {
                throw value.problem("a duration is longer than nothing.", remedy: "Write for example 15m.")
            }
            return seconds
        }
    }

    private static func text(ofSeconds seconds: Int) -> String {
        for (unit, factor) in [("d", 86400), ("h", 3600), ("m", 60)] where seconds % factor == 0 {
            return String(seconds / factor) + unit
        }
        return String(seconds) + "s"
    }
}

extension Setting where Value == WebURL {
    /// The address of a site: no query, no fragment.
    static var site: Setting {
        leaf("URL", show: { $0.description }) { (value) throws(Problem) in
            let text = try value.text()
            guard let url = WebURL(text), url.query == nil, url.fragment == nil else {
                throw value.problem(
                    "“\(text)” is not the address of a site.", remedy: "Write it like https://docs.example.com/oauth/.")
            }
            return url
        }
    }
}

extension Setting where Value == [String] {
    static var texts: Setting {
        leaf("list of texts", show: { $0.isEmpty ? nil : "[" + $0.joined(separator: ", ") + "]" }) {
            (value) throws(Problem) in try value.texts()
        }
    }
}

extension Setting where Value == YAMLValue {
    /// A map that another reader understands; where it stands empty, there is nothing to read.
    static func foreign(_ type: String) -> Setting {
        leaf(type, show: { _ in nil }) { (value) throws(Problem) in
            _ = try value.pairs()
            return value
        }
    }
}

extension Setting {
    /// A list of values of one kind.
    static func list<Item>(of item: Setting<Item>, _ type: String) -> Setting where Value == [Item] {
        Setting(
            type: type, allowed: item.allowed,
            show: { items in items.isEmpty ? nil : "[" + items.compactMap(item.show).joined(separator: ", ") + "]" },
            parse: { value, _, problems in
                guard !value.isMap else {
                    problems.append(value.problem("expected a list.", remedy: "Start each entry with “- ”."))
                    return nil
                }
                return ((try? value.list()) ?? []).compactMap { item.parse($0, nil, &problems) }
            })
    }

    /// A list of values with their places.
    static func places<Item>(of item: Setting<Item>, _ type: String) -> Setting where Value == [Placed<Item>] {
        let placed = Setting<Placed<Item>>(type: item.type, show: { item.show($0.value) }) { value, _, problems in
            item.parse(value, nil, &problems).map { Placed(value: $0, place: value) }
        }
        return list(of: placed, type)
    }

    /// A list of maps, each with the keys of a schema.
    static func maps<Item>(_ schema: Schema<Item>, from start: Item, _ type: String) -> Setting
    where Value == [Item], Item: Sendable {
        Setting(
            type: type, show: { _ in nil },
            parts: { _ in schema.describe(start) },
            parse: { value, _, problems in
                guard value.isList || value.isNull else {
                    problems.append(value.problem("expected a list.", remedy: "Start each entry with “- ”."))
                    return nil
                }
                return ((try? value.list()) ?? []).map { entry in
                    var item = start
                    schema.read(entry, into: &item, &problems)
                    return item
                }
            })
    }

    /// A map whose names the author chooses, each with a map of the schema, in the order of the file.
    ///
    /// - Parameter word: what stands for such a name in the reference.
    static func named<Item>(
        _ schema: Schema<Item>, as word: String, _ type: String, new: @escaping @Sendable (String) -> Item
    ) -> Setting where Value == [Item] {
        Setting(
            type: type, show: { _ in nil }, parts: { _ in schema.describe(new(word)).map { $0.below(word) } },
            parse: { value, _, problems in
                let pairs: [(key: YAMLValue, value: YAMLValue)]
                do throws(Problem) {
                    pairs = try value.pairs()
                } catch {
                    problems.append(error)
                    return nil
                }
                return pairs.map { key, value in
                    var item = new(key.scalar ?? "")
                    if !value.isNull { schema.read(value, into: &item, &problems) }
                    return item
                }
            })
    }

    /// A map of names and texts, in the order of the file.
    static func pairs<Item>(
        _ type: String, _ make: @escaping @Sendable (_ key: YAMLValue, _ value: YAMLValue) throws(Problem) -> Item
    ) -> Setting where Value == [Item] {
        Setting(
            type: type, show: { _ in nil },
            parse: { value, _, problems in
                let pairs: [(key: YAMLValue, value: YAMLValue)]
                do throws(Problem) {
                    pairs = try value.pairs()
                } catch {
                    problems.append(error)
                    return nil
                }
                var items: [Item] = []
                for (key, value) in pairs {
                    do throws(Problem) { items.append(try make(key, value)) } catch { problems.append(error) }
                }
                return items
            })
    }
}

extension Character {
    fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber || self == "-") }
}
