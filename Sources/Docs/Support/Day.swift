import Authoring

/// Days of the calendar, counted without a clock or a locale.
enum Day {
    /// `2026-07-28` for seconds since 1970, in UTC.
    static func text(_ seconds: Int) -> String {
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        // Eras of 400 years that begin in March, so that the day that not every year has comes last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let ofYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let number = ofYear - (153 * month + 2) / 5 + 1
        let calendarMonth = month < 10 ? month + 3 : month - 9
        return pad(year + era * 400 + (calendarMonth <= 2 ? 1 : 0), 4) + "-" + pad(calendarMonth, 2) + "-"
            + pad(number, 2)
    }

    /// How many days a month has; nil for what is no month. Days before the first year are no days of a site.
    static func count(year: Int, month: Int) -> Int? {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Reads a day of the calendar, as `2026-07-28`.
    ///
    /// - Throws: `Problem` for a text of another form, and for a day that no calendar has.
    static func read(_ value: YAMLValue) throws(Problem) -> String {
        let text = try value.text()
        func problem(_ cause: String = "") -> Problem {
            value.problem("“\(text)” is not a day\(cause).", remedy: "Write it like 2026-07-28.")
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.joined().allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw problem()
        }
        let numbers = parts.map { Int(String(decoding: Array($0), as: UTF8.self)) ?? 0 }
        guard numbers[0] > 0 else { throw problem(": the first year is 0001") }
        guard let days = count(year: numbers[0], month: numbers[1]) else { throw problem(": a year has 12 months") }
        guard (1...days).contains(numbers[2]) else { throw problem(": the month has \(days) days") }
        return text
    }

    /// The seconds since 1970 of all days that a text can name.
    static let seconds = -62_135_596_800...253_402_300_799

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
