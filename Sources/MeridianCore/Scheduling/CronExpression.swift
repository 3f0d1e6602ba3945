/// A schedule of five fields: minute, hour, day of the month, month and weekday, in UTC.
///
/// A field is `*`, a number, a range `1-5`, either of them with a step `*/15`, or a list of these. Months and
/// weekdays may be named by their first three letters; Sunday is 0 or 7. When both days are restricted, a day needs
/// to match one of them (IEEE Std 1003.1, crontab). `@yearly`, `@monthly`, `@weekly`, `@daily` and `@hourly` stand
/// for their usual fields.
public struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// Bit n stands for the number n.
    package let minutes: UInt64
    package let hours: UInt64
    package let days: UInt64
    package let months: UInt64
    package let weekdays: UInt64
    package let restrictsDays: Bool
    package let restrictsWeekdays: Bool

    /// - Throws: ``ErrorCode/invalidApp`` for a malformed expression; the message names the column, counted from 1.
    public init(_ expression: String) throws(MeridianError) {
        let fields = try CronParser.fields(of: expression)
        description = expression
        minutes = fields[0].bits
        hours = fields[1].bits
        days = fields[2].bits
        months = fields[3].bits
        // Both 0 and 7 are Sunday.
        weekdays = fields[4].bits & 0x7F | fields[4].bits >> 7 & 1
        restrictsDays = !fields[2].isStar
        restrictsWeekdays = !fields[4].isStar
    }
}
