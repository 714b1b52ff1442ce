import NIOConcurrencyHelpers
import Specs

/// Holds a run after an exchange of one kind, so that something else can happen before its party goes on.
final class Breakpoint: Sendable {
    private struct State: Sendable {
        var kinds: Set<ExchangeKind> = []
        var held: CheckedContinuation<Void, Never>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = NIOLockedValueBox(State())

    func set(_ kinds: Set<ExchangeKind>) { state.withLockedValue { $0.kinds = kinds } }

    /// Called by whoever ends an exchange: stays here while the run is held.
    func reached(_ kind: @autoclosure () -> ExchangeKind) async {
        let wanted = state.withLockedValue { $0.kinds }
        guard !wanted.isEmpty, wanted.contains(kind()) else { return }
        await withCheckedContinuation { held in
            let waiter = state.withLockedValue { state in
                state.kinds = []
                state.held = held
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// Waits until the run is held, or until ``release()``.
    func wait() async {
        await withCheckedContinuation { waiter in
            let isHeld = state.withLockedValue { state in
                if state.held != nil || state.kinds.isEmpty { return true }
                state.waiter = waiter
                return false
            }
            if isHeld { waiter.resume() }
        }
    }

    /// Lets the run go on, and whoever waits for it too.
    func release() {
        let (held, waiter) = state.withLockedValue { state in
            defer { state = State() }
            return (state.held, state.waiter)
        }
        held?.resume()
        waiter?.resume()
    }
}
