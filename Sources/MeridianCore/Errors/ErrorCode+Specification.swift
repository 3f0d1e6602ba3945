extension ErrorCode {
    static let specificationExplanations: [ErrorExplanation] = []
}
