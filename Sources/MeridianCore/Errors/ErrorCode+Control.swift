extension ErrorCode {
    static let controlExplanations: [ErrorExplanation] = []
}
