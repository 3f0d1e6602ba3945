import MeridianCore

/// The exit status of the command, which scripts can trust; Documentation/ExitCodes.md lists them.
/// Numbers from 64 on are those of BSD's sysexits.
struct ExitStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    static let success = ExitStatus(rawValue: 0)
    /// The platform refused, or a function answered with an error.
    static let failure = ExitStatus(rawValue: 1)
    /// The code does not compile, or the program does not declare its functions.
    static let buildFailed = ExitStatus(rawValue: 2)
    /// `check --strict` found nothing worse than warnings.
    static let warnings = ExitStatus(rawValue: 3)
    /// The command line is wrong.
    static let usage = ExitStatus(rawValue: 64)
    /// `meridian.yml` or a package is wrong.
    static let badData = ExitStatus(rawValue: 65)
    /// A file or directory that was named is not there.
    static let noInput = ExitStatus(rawValue: 66)
    /// Nothing answers at the address of the control API.
    static let unreachable = ExitStatus(rawValue: 69)
    /// A tool that is needed is not installed.
    static let toolMissing = ExitStatus(rawValue: 72)
    /// A file can't be read or written, or an address not be listened on.
    static let systemFailure = ExitStatus(rawValue: 74)
    /// The token is missing or wrong, or does not allow what was asked.
    static let unauthorized = ExitStatus(rawValue: 77)

    init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// What an error with a number stands for.
    init(_ code: ErrorCode) {
        self =
            switch code {
            case .buildFailed, .declarationsUnreadable, .noExecutable, .frameworkMissing: .buildFailed
            case .toolMissing, .toolchainTooOld, .vendorCommandMissing, .profilerMissing: .toolMissing
            case .noSuchSource: .noInput
            case .badArgument, .unknownErrorNumber, .invalidListenAddress, .badProjectName, .dependencyUnknown,
                .unknownSample, .badSampleField, .loadTargetNotAllowed, .badObjective, .badTracingSetting,
                .badExportAddress, .capacityGoalInvalid, .capacityAddressMissing:
                .usage
            case .unreachable: .unreachable
            case .tokenMissing, .unauthorized, .permissionMissing, .tokenExpired: .unauthorized
            case .addressInUse, .cannotListen, .dataDirectoryUnusable, .dataDirectoryInUse, .folderInUse,
                .projectNotWritten, .storeUnusable, .storeInUse, .storeFull, .backupTargetExists, .masterKeyUnusable,
                .metricsStoreUnusable:
                .systemFailure
            case .notExported, .nameNotExported, .imageMissing, .backupUnusable, .rolloutPlanUnreadable,
                .rolloutPlanInvalid:
                .badData
            case .rulesUnreadable, .rulesInvalid, .ratesInvalid, .profileInvalid, .loadPlanUnreadable, .loadPlanInvalid:
                .badData
            case _ where (4000...5999).contains(code.rawValue): .badData
            default: .failure
            }
    }
}
