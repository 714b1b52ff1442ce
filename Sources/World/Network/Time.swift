import Foundation
import NIOConcurrencyHelpers

/// The clock of a run. Milliseconds since the run's epoch.
public protocol Clock: Sendable {
    /// The start of the run, seconds since 1970.
    var epoch: Int { get }
    /// Milliseconds since ``epoch``.
    var elapsed: Int { get }
    /// Moves time on; a wall clock ignores it.
    func advance(milliseconds: Int)
}

extension Clock {
    /// Seconds since 1970, as in `iat` and `exp`.
    public var seconds: Int { epoch + elapsed / 1000 }

    /// The time as an HTTP date (RFC 9110 section 5.6.7).
    public var httpDate: String { HTTPDate.text(seconds) }
}

/// A clock that only `wait` and messages move, so that two builds on two days are equal.
public final class VirtualClock: Clock {
    /// Monday, 3 August 2026, 09:00 UTC: after the newest dated revision.
    public static let start = 1_785_747_600

    /// How long one message takes on its way.
    public static let messageStep = 20

    public let epoch = VirtualClock.start
    private let time = NIOLockedValueBox(0)

    public init() {}

    public var elapsed: Int { time.withLockedValue { $0 } }
    public func advance(milliseconds: Int) { time.withLockedValue { $0 += milliseconds } }
}

/// The machine's clock, for `mock`.
public struct WallClock: Clock {
    public let epoch = Int(Date().timeIntervalSince1970)

    public init() {}

    public var elapsed: Int { Int(Date().timeIntervalSince1970 * 1000) - epoch * 1000 }
    public func advance(milliseconds: Int) {}
}

/// Dates of HTTP without a calendar library, so that no locale and no time zone can reach them.
public enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Mon, 03 Aug 2026 09:00:00 GMT` for seconds since 1970.
    public static func text(_ seconds: Int) -> String {
        let day = seconds / 86400
        let (year, month, date) = civil(day)
        let rest = seconds % 86400
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map(pad).joined(separator: ":")
        return "\(days[day % 7]), \(pad(date)) \(months[month - 1]) \(year) \(time) GMT"
    }

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Year, month and day of a count of days since 1970-01-01 in the proleptic Gregorian calendar.
    private static func civil(_ day: Int) -> (Int, Int, Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
