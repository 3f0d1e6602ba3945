/// An amount of cents, for people to read.
enum Money {
    /// - Returns: `12.90 €` for 1290.
    static func text(_ cents: Int) -> String {
        let rest = cents % 100
        return "\(cents / 100).\(rest < 10 ? "0" : "")\(rest) €"
    }
}
