extension ErrorCode {
    public static let lambdaParameterInvalid = ErrorCode(6700)
    public static let lambdaFunctionUnknown = ErrorCode(6701)
    public static let lambdaConflict = ErrorCode(6702)
    public static let lambdaBodyInvalid = ErrorCode(6703)
    public static let lambdaRevisionStale = ErrorCode(6704)
    public static let lambdaArchiveInvalid = ErrorCode(6705)
    public static let lambdaThrottled = ErrorCode(6706)
    public static let lambdaNotOffered = ErrorCode(6707)
    public static let lambdaRuntimeMissing = ErrorCode(6708)
    public static let signatureMalformed = ErrorCode(6709)
    public static let signatureWrong = ErrorCode(6710)
    public static let signatureOutOfTime = ErrorCode(6711)
    public static let accessKeyUnknown = ErrorCode(6712)
    public static let notificationMalformed = ErrorCode(6713)

    static let lambdaExplanations: [ErrorExplanation] = [
        .init(
            .lambdaParameterInvalid, "A parameter of the Lambda-compatible API can't be used",
            "The message names the parameter and what it may be. Clients see it as InvalidParameterValueException.",
            mend: "Correct the parameter that the message names.",
            example: """
                $ aws lambda create-function --function-name Shop …
                MER-6700: 'Shop' is no name of a function here: 1–63 of a–z, 0–9 and -
                """),
        .init(
            .lambdaFunctionUnknown, "There is no such function, version or alias",
            "The name, or what stands behind it as the qualifier, is not one of this platform. Clients see it as "
                + "ResourceNotFoundException.",
            mend: "Compare it with `aws lambda list-functions`, `list-versions-by-function` and `list-aliases`.",
            example: """
                MER-6701: there is no function 'shop:canary'
                """),
        .init(
            .lambdaConflict, "A change would collide with what is there",
            "What is to be created exists already, or what is to be removed is still used. Clients see it as "
                + "ResourceConflictException.",
            mend: "Choose another name, update what is there, or remove first what uses it.",
            example: """
                MER-6702: there is a function 'shop' already; update it, or delete it first
                """),
        .init(
            .lambdaBodyInvalid, "The body of a request to the Lambda-compatible API can't be read",
            "It is no JSON, or a value in it is of the wrong type. Clients see it as InvalidRequestContentException.",
            mend: "Correct the value that the message names.",
            example: """
                MER-6703: the body has something else than Int at 'Timeout'
                """),
        .init(
            .lambdaRevisionStale, "Someone else changed it first",
            "The RevisionId or CodeSha256 of the request is not that of the function or alias as it is now. Clients see "
                + "it as PreconditionFailedException.",
            mend: "Read it again and repeat the change with the new RevisionId.",
            example: """
                MER-6704: the function 'shop' is of another revision
                """),
        .init(
            .lambdaArchiveInvalid, "The zip of a function can't be used",
            "It is no zip, is damaged, or lacks the file that is run. Clients see it as InvalidZipFileException.",
            mend: "Pack the function anew, with what the message asks for at the zip's root.",
            example: """
                MER-6705: the zip has no 'bootstrap' at its root
                """),
        .init(
            .lambdaThrottled, "A function runs as often as it may already",
            "Its reserved concurrency is used up. Clients see it as TooManyRequestsException and try again by themselves.",
            mend: "Raise it with `aws lambda put-function-concurrency`, or wait.",
            example: """
                MER-6706: 'shop' runs 5 times already, which is its reserved concurrency
                """),
        .init(
            .lambdaNotOffered, "Lambda has it and Meridian does not",
            "The Lambda-compatible API refuses what it would otherwise leave out in silence. Documentation/Lambda-API.md "
                + "has the list.",
            mend: "Leave out the parameter that the message names.",
            example: """
                MER-6707: Layers is not offered here; put the files into the zip
                """),
        .init(
            .lambdaRuntimeMissing, "This machine can't run such a function",
            "A runtime such as nodejs20.x or python3.12 is run by the machine's own node or python3. Versions are not told "
                + "apart: the machine's is used.",
            mend: "Install it, or build the function for provided.al2023 with a bootstrap of its own.",
            example: """
                MER-6708: the runtime 'ruby3.3' is not offered; there are provided.al2023, nodejs and python3
                """),
        .init(
            .signatureMalformed, "A signature can't be read",
            "The request is signed by AWS's signature version 4, but not in a form that is understood: the Authorization "
                + "field, or the query of a presigned URL.",
            mend: "Sign with the AWS command or an SDK, for the service 'lambda', and send the body in one piece.",
            example: """
                MER-6709: the signature is for the service 's3'; sign for 'lambda'
                """),
        .init(
            .signatureWrong, "A signature is not right",
            "The request was changed on its way, or the secret is not that of the access key.",
            mend: "Compare AWS_SECRET_ACCESS_KEY with what `meridian token create --aws` printed.",
            example: """
                MER-6710: the signature of 'MRDA7Q2M3Z5K8C4XJ6TB' is not right
                """),
        .init(
            .signatureOutOfTime, "A signature is too old, or of the future",
            "A signed request is good for five minutes before and after its time, a presigned one as long as it says.",
            mend: "Set the clock of the client, or sign anew.",
            example: """
                MER-6711: the signature is of 2026-03-01T09:30:00Z and it is 2026-03-01T09:41:12Z
                """),
        .init(
            .accessKeyUnknown, "An access key is not one of this platform",
            "It was never made here, or its token was revoked.",
            mend: "Make one with `meridian token create NAME --role developer --aws`.",
            example: """
                $ meridian token create ci --role developer --aws
                """),
        .init(
            .notificationMalformed, "A notification of object storage can't be read",
            "It is taken in the shape that S3 sends: an object with `Records`, each with the bucket and the object.",
            mend: "Send what S3, MinIO or Ceph send as a bucket's notification.",
            example: """
                {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "photos"}, "object": {"key": "a.png"}}}]}
                """),
    ]
}
