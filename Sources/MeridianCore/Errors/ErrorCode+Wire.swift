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
                + "worker that writes to the wrong file descriptor."),
        .init(
            .frameTooLarge, "A frame is larger than its kind allows",
            "A head or control frame passed its maximum size. The connection is closed."),
        .init(
            .unexpectedFrame, "A frame came at a moment when it makes no sense",
            "For example DATA on a stream that never opened. The connection is closed: both ends no longer agree."),
        .init(
            .creditExceeded, "More data came than was granted",
            "One end sent DATA beyond the credit of the stream. The connection is closed to keep memory bounded."),
        .init(
            .versionMismatch, "The worker speaks another version of the wire",
            "The package was built with a version of Meridian whose wire protocol this platform does not speak. "
                + "Build the service again with a matching version."),
    ]
}
