extension ErrorCode {
    static let packagingExplanations: [ErrorExplanation] = []
}
