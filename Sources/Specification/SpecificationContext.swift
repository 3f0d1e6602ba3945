/// For what a specification is read: the stage and the environment that its variables name.
public struct SpecificationContext: Sendable {
    /// The stage of a platform that was not told another.
    public static let standardStage = "production"

    public var stage: String
    /// Whether a person asked for the stage, so that it must be one that the file knows.
    public var isStageChosen: Bool
    public var environment: [String: String]

    /// - Parameters:
    ///   - stage: The stage that a person chose; `nil` leaves it to `standard`.
    ///   - standard: The stage when none was chosen.
    ///   - environment: What `${env.NAME}` is taken from. Its `MERIDIAN_STAGE` chooses the stage when `stage` does not.
    public init(
        stage: String? = nil, standard: String = Self.standardStage, environment: [String: String] = [:]
    ) {
        let chosen = stage ?? environment["MERIDIAN_STAGE"].flatMap { $0.isEmpty ? nil : $0 }
        self.stage = chosen ?? standard
        self.isStageChosen = chosen != nil
        self.environment = environment
    }
}
