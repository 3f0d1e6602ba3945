extension ErrorCode {
    public static let invalidRequest = ErrorCode(1610)

    static let validationExplanations: [ErrorExplanation] = [
        .init(
            .invalidRequest, "The request breaks rules",
            "Parameters or fields of the body are missing, can't be read or break a rule of the function. The member "
                + "`errors` of the answer lists all of them, each with its field, where it is, a message and a code. "
                + "The status is 422 when the body is readable and only its content breaks rules, otherwise 400.",
            mend: "Correct what `errors` lists.",
            example: """
                {"code": "MER-1610", "status": 422, "errors": [
                  {"field": "lines[2].count", "in": "body", "message": "must be 1 or more", "code": "range"}]}
                """)
    ]
}
