extension ErrorCode {
    public static let malformedFrame = ErrorCode(2001)
    public static let frameTooLarge = ErrorCode(2002)
    public static let unexpectedFrame = ErrorCode(2003)
    public static let creditExceeded = ErrorCode(2004)
    public static let versionMismatch = ErrorCode(2005)

    static let wireExplanations: [ErrorExplanation] = [
        .init(
            .malformedFrame, "A frame on the wire can't be read",
            "The bytes between gateway and worker are not the wire protocol. The connection is closed. Look for a "
                + "worker that writes to the wrong file descriptor.",
            mend: "Write output to standard output or error only; leave descriptor 3 to the framework.",
            example: """
                gateway: instance 3f2a sent 7 bytes that are no frame; it was ended
                """),
        .init(
            .frameTooLarge, "A frame is larger than its kind allows",
            "A head or control frame passed its maximum size. The connection is closed.",
            mend: "Keep what goes into headers small; send the rest as a body.",
            example: """
                gateway: a head of 70,112 bytes passes 65,536
                """),
        .init(
            .unexpectedFrame, "A frame came at a moment when it makes no sense",
            "For example DATA on a stream that never opened. The connection is closed: both ends no longer agree.",
            mend: "Build the service again with the version of Meridian that the platform runs.",
            example: """
                $ meridian build && meridian deploy shop.zip
                """),
        .init(
            .creditExceeded, "More data came than was granted",
            "One end sent DATA beyond the credit of the stream. The connection is closed to keep memory bounded.",
            mend: "Build the service again with the version of Meridian that the platform runs.",
            example: """
                $ meridian build && meridian deploy shop.zip
                """),
        .init(
            .versionMismatch, "The worker speaks another version of the wire",
            "The package was built with a version of Meridian whose wire protocol this platform does not speak.",
            mend: "Build the service again with a matching version.",
            example: """
                $ meridian --version        # of the platform
                $ swift package update      # in the service
                $ meridian build
                """),
    ]
}
