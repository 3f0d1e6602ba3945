package import FoundationEssentials

/// Moments as text: `2026-03-01 02:59:00.123456`, in UTC.
package enum TimestampText {
    /// The moment as whole microseconds since 1970; what `Date` has beyond is rounded.
    package static func microseconds(_ date: Date) -> Int64? {
        Int64(exactly: (date.timeIntervalSince1970 * 1e6).rounded())
    }

    package static func date(_ microseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6)
    }

    /// - Returns: An empty text for what lies outside of the years 1 to 9999.
    package static func text(_ date: Date) -> String {
        guard let microseconds = microseconds(date) else { return "" }
        let (day, time) = floorDivision(microseconds, 86_400_000_000)
        let (year, month, dayOfMonth) = civil(fromDays: day)
        guard (1...9999).contains(year) else { return "" }
        let (seconds, fraction) = time.quotientAndRemainder(dividingBy: 1_000_000)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2) + " "
            + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "."
            + padded(fraction, 6)
    }

    /// Reads a date with or without time, fraction and offset; without an offset it is UTC.
    /// - Returns: Microseconds since 1970, or `nil`.
    package static func parse(_ text: String) -> Int64? {
        var bytes = text.utf8[...]
        func number(_ digits: Int) -> Int64? {
            guard bytes.count >= digits else { return nil }
            var value: Int64 = 0
            for byte in bytes.prefix(digits) {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            bytes = bytes.dropFirst(digits)
            return value
        }
        func skip(_ wanted: Character...) -> Bool {
            guard let first = bytes.first, wanted.contains(Character(UnicodeScalar(first))) else { return false }
            bytes = bytes.dropFirst()
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = days(year, month, day)
        guard civil(fromDays: days) == (year, month, day) else { return nil }
        var microseconds = days * 86_400_000_000
        guard !bytes.isEmpty else { return microseconds }
        guard skip(" ", "T"), let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else {
            return nil
        }
        var second: Int64 = 0
        if skip(":") {
            guard let read = number(2), read < 60 else { return nil }
            second = read
        }
        microseconds += (hour * 3600 + minute * 60 + second) * 1_000_000
        if skip(".") {
            var scale: Int64 = 1_000_000
            while scale > 1, let digit = number(1) {
                scale /= 10
                microseconds += digit * scale
            }
            while number(1) != nil {}
        }
        if skip("Z") || bytes.isEmpty { return bytes.isEmpty ? microseconds : nil }
        let sign: Int64 = bytes.first == 0x2D ? -1 : 1
        guard skip("+", "-"), let hours = number(2) else { return nil }
        _ = skip(":")
        let minutes = bytes.isEmpty ? 0 : number(2)
        guard let minutes, bytes.isEmpty else { return nil }
        return microseconds - sign * (hours * 60 + minutes) * 60_000_000
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floorDivision(_ number: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    // Days of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = floorDivision(shifted, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = floorDivision(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = (shifted + 2) % 12 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
