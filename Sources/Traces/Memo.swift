import Synchronization

/// Something that is worked out from its owner once and kept. It is no part of what the owner is, so all memos are equal.
/// The owner puts a new one in its place when it changes.
struct Memo<Value: Sendable>: Hashable, Sendable {
    private final class Box: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let box = Box()

    /// The value, made on the first call. Two threads may both make it; they make the same.
    func value(_ make: () -> Value) -> Value {
        if let known = box.value.withLock({ $0 }) { return known }
        let made = make()
        box.value.withLock { $0 = made }
        return made
    }

    static func == (_: Self, _: Self) -> Bool { true }
    func hash(into _: inout Hasher) {}
}
