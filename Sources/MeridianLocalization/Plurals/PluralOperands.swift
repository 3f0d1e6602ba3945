/// What plural rules ask of a number, as it is written: 1 is one thing in English, 1.0 is not (UTS 35 part 3,
/// "Operands").
struct PluralOperands: Hashable {
    /// The integer digits. Of more than 18 the last ones, which is all that rules ask.
    var i: Int
    /// How many digits the fraction has.
    var v: Int
    /// The digits of the fraction.
    var f: Int
    /// The digits of the fraction without zeros at its end.
    var t: Int

    /// The number itself, when it is whole.
    var n: Int? { t == 0 ? i : nil }

    /// - Parameter text: Such as `-1.50`.
    /// - Returns: `nil` when it is no such number.
    init?(_ text: some StringProtocol) {
        let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
        i = Self.number(parts[0])
        let fraction = parts.count == 2 ? Substring(parts[1]) : ""
        v = fraction.utf8.count
        f = Self.number(fraction)
        var significant = fraction
        while significant.last == "0" { significant.removeLast() }
        t = Self.number(significant)
    }

    private static func number(_ digits: some StringProtocol) -> Int {
        Int(String(digits.suffix(18))) ?? 0
    }
}
