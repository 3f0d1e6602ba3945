extension ErrorCode {
    static let engineExplanations: [ErrorExplanation] = []
}
