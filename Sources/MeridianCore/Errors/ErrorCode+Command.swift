extension ErrorCode {
    static let commandExplanations: [ErrorExplanation] = []
}
