extension ErrorCode {
    static let httpExplanations: [ErrorExplanation] = []
}
