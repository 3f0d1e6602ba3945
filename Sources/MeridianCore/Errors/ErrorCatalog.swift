/// The long form of an error number: what `meridian explain` prints.
public struct ErrorExplanation: Sendable {
    public let code: ErrorCode
    /// A few words that name the error.
    public let title: String
    /// Why it happens, in a few sentences.
    public let text: String
    /// What to do, in a sentence that begins with a verb.
    public let mend: String
    /// How the error looks, or what mends it, as lines of a terminal or a file.
    public let example: String

    public init(_ code: ErrorCode, _ title: String, _ text: String, mend: String = "", example: String = "") {
        self.code = code
        self.title = title
        self.text = text
        self.mend = mend
        self.example = example
    }
}

/// Every numbered error of the platform.
public enum ErrorCatalog {
    public static let all: [ErrorExplanation] = rooms.flatMap { $0 }.sorted { $0.code.rawValue < $1.code.rawValue }

    private static let rooms: [[ErrorExplanation]] = [
        ErrorCode.invocationExplanations,
        ErrorCode.appExplanations,
        ErrorCode.hostExplanations,
        ErrorCode.middlewareExplanations,
        ErrorCode.sqlExplanations,
        ErrorCode.jwtExplanations,
        ErrorCode.httpClientExplanations,
        ErrorCode.cacheExplanations,
        ErrorCode.redisExplanations,
        ErrorCode.webSocketExplanations,
        ErrorCode.multipartExplanations,
        ErrorCode.validationExplanations,
        ErrorCode.healthExplanations,
        ErrorCode.templatesExplanations,
        ErrorCode.domainExplanations,
        ErrorCode.signingExplanations,
        ErrorCode.localizationExplanations,
        ErrorCode.wireExplanations,
        ErrorCode.httpExplanations,
        ErrorCode.specificationExplanations,
        ErrorCode.packagingExplanations,
        ErrorCode.engineExplanations,
        ErrorCode.isolatesExplanations,
        ErrorCode.admissionExplanations,
        ErrorCode.releasesExplanations,
        ErrorCode.rulesExplanations,
        ErrorCode.controlExplanations,
        ErrorCode.accessExplanations,
        ErrorCode.rolloutExplanations,
        ErrorCode.watchingExplanations,
        ErrorCode.persistenceExplanations,
        ErrorCode.deliveryExplanations,
        ErrorCode.lambdaExplanations,
        ErrorCode.commandExplanations,
        ErrorCode.creationExplanations,
        ErrorCode.exportExplanations,
        ErrorCode.loadExplanations,
        ErrorCode.capacityExplanations,
        ErrorCode.telemetryExplanations,
        ErrorCode.tracingExplanations,
        ErrorCode.diagnosisExplanations,
    ]

    public static func explanation(of code: ErrorCode) -> ErrorExplanation? {
        all.first { $0.code == code }
    }
}
