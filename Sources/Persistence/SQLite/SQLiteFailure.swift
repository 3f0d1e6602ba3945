import GRDB
import MeridianCore

/// What errors of SQLite mean here.
enum SQLiteFailure {
    /// - Parameter path: Of the file, for the message.
    static func error(_ error: any Error, _ path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? "error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            return MeridianError(
                .storeFull, "there is no room for '\(path)'; the change was not made", status: 507, cause: error)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return MeridianError(
                .storeDamaged, "'\(path)' is damaged: \(reason); restore the last backup", cause: error)
        case .SQLITE_MISUSE where error.message == "Connection is closed":
            return closed(path)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return MeridianError(
                .storeInUse, "another program works on '\(path)' (\(reason)); end it", status: 503, cause: error)
        default:
            return MeridianError(.storeUnusable, "'\(path)' can't be used: \(reason)", cause: error)
        }
    }

    static func closed(_ path: String) -> MeridianError {
        MeridianError(.storeClosed, "'\(path)' is closed", status: 503)
    }
}
