/// What the venue knows of a day when the night comes. Amounts are in cents.
struct Figures: Sendable, Equatable {
    /// Reservations that were cancelled or expired and are forgotten now.
    var dropped: Int
    var heldPieces: Int
    var orderedPieces: Int
    var soldPieces: Int
    var orders: Int
    var takings: Int
    var redemptions: Int
    var mails: Int
}
