import GRDB

/// Someone who keeps something at hand beside the tables, in step with a ``GroupCommit``. Called on the thread that
/// writes.
protocol CommitParticipant: Sendable {
    /// A change begins.
    func changeBegins()

    /// The change that began last was taken back.
    func changeFailed()

    /// All changes of a transaction are made; what is kept beside them can be written now.
    func willCommit(_ database: Database) throws

    /// The whole transaction was taken back.
    func transactionFailed()

    /// The file is about to be closed.
    func willClose()
}
