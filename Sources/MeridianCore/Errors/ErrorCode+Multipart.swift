extension ErrorCode {
    public static let malformedMultipart = ErrorCode(1600)
    public static let multipartTooLarge = ErrorCode(1601)
    public static let notMultipart = ErrorCode(1602)
    public static let badForm = ErrorCode(1603)
    public static let partPassed = ErrorCode(1604)
    public static let uploadNotKept = ErrorCode(1605)

    static let multipartExplanations: [ErrorExplanation] = [
        .init(
            .malformedMultipart, "A multipart body is malformed",
            "The body does not have the form of RFC 7578: parts between boundaries, each with a `content-disposition` "
                + "that names its field, and the closing boundary at the end. The answer says what is wrong where.",
            mend: "Let a library or the browser write the body, and its content-type with it.",
            example: """
                curl -F note=hello -F picture=@cat.jpg localhost:8080/pictures
                """),
        .init(
            .multipartTooLarge, "A form is larger than allowed",
            "The form has more parts, longer fields, larger files or more bytes in all than the service takes. The "
                + "answer names the limit; the settings below `multipart` hold it.",
            mend: "Send less, or raise the limit that the answer names.",
            example: """
                var configuration: Configuration { ["multipart.maxFileSize": 100_000_000] }
                """),
        .init(
            .notMultipart, "The body is no form",
            "The function takes a form, and the request's content-type is not `multipart/form-data` with a boundary.",
            mend: "Send the body as multipart/form-data.",
            example: """
                await fetch("/pictures", { method: "POST", body: new FormData(form) })   // sets no content-type itself
                """),
        .init(
            .badForm, "A field of a form does not fit",
            "A field is missing or is no value of the type that the function reads. The answer names the field.",
            mend: "Send the field as the answer says.",
            example: """
                struct Picture: Decodable { var title: String; var year: Int?; var file: Upload }
                """),
        .init(
            .partPassed, "A part of a form is read too late",
            "Parts come one after the other and are not kept. A part's body can be read until the next part is asked "
                + "for.",
            mend: "Read each part before asking for the next, or use `withForm`.",
            example: """
                for try await part in parts {
                    for try await bytes in part.body { … }
                }
                """),
        .init(
            .uploadNotKept, "An uploaded file could not be kept",
            "The folder for uploaded files can't be written to or is full. The setting `multipart.directory` names it.",
            mend: "Make room in the folder, or name another that the service may write to.",
            example: """
                MERIDIAN_MULTIPART_DIRECTORY=/var/tmp
                """),
    ]
}
