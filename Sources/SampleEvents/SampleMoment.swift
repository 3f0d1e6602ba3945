import MeridianCore

/// The moment of every sample, in the forms that platforms write it in.
struct SampleMoment {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// 2026-03-01T09:30:00Z.
    static let standard = SampleMoment(timestamp: Timestamp(milliseconds: 1_772_357_400_000))

    let timestamp: Timestamp

    var milliseconds: Int64 { timestamp.milliseconds }

    /// `2026-03-01T09:30:00.000Z`
    var precise: String { timestamp.description }

    /// `2026-03-01T09:30:00Z`
    var plain: String { precise.prefix(19) + "Z" }

    /// `01/Mar/2026:09:30:00 +0000`, as access logs write it.
    var logStyle: String {
        let text = Array(plain)
        let month = Int(String(text[5...6])).map { Self.months[$0 - 1] } ?? ""
        return "\(String(text[8...9]))/\(month)/\(String(text[0...3])):\(String(text[11...18])) +0000"
    }
}
