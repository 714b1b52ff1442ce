import Synchronization
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of the cache that is read piece by piece, so that a build need not read what it does not ask for. New pieces come
/// behind the old ones, which stay as they are.
///
/// The file says nothing about its pieces. Who keeps one keeps its place, and what does not have the fingerprint that it
/// had when it was written is no piece any more.
final class PieceFile: Sendable {
    struct Place: Hashable, Sendable {
        var offset: Int
        var length: Int
        var hash: ContentHash
    }

    /// In the folder of the cache.
    let name: String
    /// Where the last piece ends.
    let end: Int
    private let descriptor: Int32
    private let damaged = Atomic<Bool>(false)

    /// Nil when there is no such file.
    init?(_ name: String, in cache: SiteCache, end: Int) {
        descriptor = open(cache.folder + "/" + name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.name = name
        self.end = end
    }

    deinit { close(descriptor) }

    /// Whether a piece was asked for that is not there any more. What was made without it is worth nothing.
    var isDamaged: Bool { damaged.load(ordering: .relaxed) }

    func read(_ place: Place) -> [UInt8]? {
        guard place.offset >= 0, place.length >= 0, place.offset + place.length <= end else { return damage() }
        let bytes = [UInt8](unsafeUninitializedCapacity: place.length) { buffer, count in
            while count < place.length {
                let got = pread(
                    descriptor, buffer.baseAddress! + count, place.length - count, off_t(place.offset + count))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { break }
                count += got
            }
        }
        return ContentHash(bytes) == place.hash ? bytes : damage()
    }

    func damage() -> [UInt8]? {
        damaged.store(true, ordering: .relaxed)
        return nil
    }
}

/// Writes pieces.
struct PieceWriter {
    let name: String
    private(set) var end: Int
    private let descriptor: Int32
    private var waiting: [UInt8] = []
    private var isWhole = true

    /// - Parameter old: the file to go on with; nil for a new one.
    /// - Returns: nil when there can be none.
    init?(_ old: PieceFile?, named prefix: String, in cache: SiteCache) {
        name = old?.name ?? prefix + String(UInt64.random(in: .min ... .max), radix: 36)
        end = old?.end ?? 0
        let isNew = old == nil
        descriptor = open(
            cache.folder + "/" + name, O_WRONLY | O_CLOEXEC | (isNew ? O_CREAT | O_EXCL : 0), 0o666)
        guard descriptor >= 0 else { return nil }
    }

    /// - Parameter hash: the fingerprint of the bytes.
    mutating func add(_ bytes: [UInt8], _ hash: ContentHash) -> PieceFile.Place {
        let place = PieceFile.Place(offset: end, length: bytes.count, hash: hash)
        end += bytes.count
        waiting += bytes
        if waiting.count > 1 << 18 { flush() }
        return place
    }

    private mutating func flush() {
        let start = end - waiting.count
        waiting.withUnsafeBytes { buffer in
            var done = 0
            while isWhole, done < buffer.count {
                let put = pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(start + done))
                if put < 0, errno == EINTR { continue }
                if put > 0 { done += put } else { isWhole = false }
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Says whether everything could be written.
    mutating func finish() -> Bool {
        flush()
        return close(descriptor) == 0 && isWhole
    }
}

/// A value that need not be in memory: where it is not, it is read from a ``PieceFile`` whenever somebody asks.
struct Kept<Value: Storable>: Sendable {
    private enum Form: Sendable {
        case here(Value)
        case stored(PieceFile, PieceFile.Place)
    }

    private let form: Form
    /// The fingerprint of the value's bytes.
    let hash: ContentHash

    init(_ value: Value) {
        form = .here(value)
        hash = ContentHash(value.stored)
    }

    init(_ file: PieceFile, _ place: PieceFile.Place) {
        form = .stored(file, place)
        hash = place.hash
    }

    /// How many bytes it has in its file; 0 when it is in none.
    var length: Int {
        if case .stored(_, let place) = form { place.length } else { 0 }
    }

    /// An empty one when the file was damaged, which is noted there.
    var value: Value {
        switch form {
        case .here(let value): return value
        case .stored(let file, let place):
            guard let bytes = file.read(place) else { return Value() }
            if let value = Value(stored: bytes) { return value }
            _ = file.damage()
            return Value()
        }
    }

    /// Its place in the file that a writer goes on with; it is written where it has none.
    func write(to writer: inout PieceWriter) -> PieceFile.Place {
        switch form {
        case .here(let value): return writer.add(value.stored, hash)
        case .stored(let file, let place):
            return file.name == writer.name ? place : writer.add(file.read(place) ?? [], hash)
        }
    }
}

/// What can be kept as bytes.
protocol Storable: Sendable {
    /// What stands for a value that was lost.
    init()
    init?(stored: [UInt8])
    var stored: [UInt8] { get }
}

extension [UInt8]: Storable {
    init?(stored: [UInt8]) { self = stored }
    var stored: [UInt8] { self }
}

extension PieceFile.Place {
    func write(to writer: inout ByteWriter) {
        writer.write(offset)
        writer.write(length)
        hash.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        offset = try reader.int()
        length = try reader.int()
        hash = try ContentHash(from: &reader)
    }
}
