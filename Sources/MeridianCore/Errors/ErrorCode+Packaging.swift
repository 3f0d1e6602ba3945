extension ErrorCode {
    public static let unreadablePackage = ErrorCode(5001)
    public static let malformedPackage = ErrorCode(5002)
    public static let corruptPackageEntry = ErrorCode(5003)
    public static let invalidEntryName = ErrorCode(5004)
    public static let invalidEntryKind = ErrorCode(5005)
    public static let duplicateEntry = ErrorCode(5006)
    public static let packageContentsTooLarge = ErrorCode(5007)
    public static let tooManyEntries = ErrorCode(5008)
    public static let compressionBomb = ErrorCode(5009)
    public static let manifestMissing = ErrorCode(5010)
    public static let invalidManifest = ErrorCode(5011)
    public static let entryPointMissing = ErrorCode(5012)
    public static let unsupportedPackageFeature = ErrorCode(5013)
    public static let invalidPackageInput = ErrorCode(5014)
    public static let packageNotWritten = ErrorCode(5015)
    public static let packageNotExtracted = ErrorCode(5016)
    public static let extractionTargetExists = ErrorCode(5017)

    static let packagingExplanations: [ErrorExplanation] = [
        .init(
            .unreadablePackage, "The package can't be opened",
            "The file does not exist or can't be read. Check the path and the permissions."),
        .init(
            .malformedPackage, "The file is not a whole zip archive",
            "It is something else, was cut off on its way, or its directory contradicts its contents. Build the "
                + "package again with `meridian build`, or send it again."),
        .init(
            .corruptPackageEntry, "A file in the package is damaged",
            "Its contents don't match their checksum or length. Build the package again or send it again."),
        .init(
            .invalidEntryName, "A file in the package has a name that may not be",
            "Names are relative paths in UTF-8 with `/` between their parts. Absolute paths, `.` and `..`, empty "
                + "parts, backslashes and control characters are refused, since extracting them could write outside "
                + "the package's directory."),
        .init(
            .invalidEntryKind, "A package holds something other than files and directories",
            "Symbolic links, devices and the like are refused. Put a copy of the file in the package instead."),
        .init(
            .duplicateEntry, "Two files in the package stand in the same place",
            "They have the same name, or one is a file where the other needs a directory. Which of them counts would "
                + "depend on who reads the package, so it is refused."),
        .init(
            .packageContentsTooLarge, "The package is too large",
            "Its files have more bytes than the limit (512 MiB in all unless set otherwise; 4 MiB for "
                + "`manifest.json`). Leave out what the functions don't need, and strip the executable."),
        .init(
            .tooManyEntries, "The package has too many files",
            "The limit is 10,000 unless set otherwise. Bundle small files into fewer."),
        .init(
            .compressionBomb, "A file in the package unpacks to far more than its size",
            "An archive that grows by a factor of several hundred is most often made to exhaust a machine. A file that "
                + "is rightly so repetitive can be generated at start-up instead."),
        .init(
            .manifestMissing, "The package has no manifest.json",
            "The file must be at the root of the zip. `meridian build` writes it; a zip made by hand needs one too, "
                + "and the files must not be inside a folder."),
        .init(
            .invalidManifest, "manifest.json does not decode",
            "It is not JSON, or a value is missing, has the wrong type or is out of range; the message gives the path "
                + "of the value. Build the package with the version of `meridian` that the platform runs."),
        .init(
            .entryPointMissing, "The executable that the manifest names is not in the package",
            "`entry` in manifest.json is the path of the executable inside the zip, `bootstrap` by default."),
        .init(
            .unsupportedPackageFeature, "The zip uses a feature that packages don't have",
            "Encryption, compression other than deflate, archives in several parts and zip64 are not supported. "
                + "Build the package with `meridian build` or an ordinary `zip`."),
        .init(
            .invalidPackageInput, "A file can't go into the package",
            "It does not exist, can't be read, is a symbolic link or another special file, or its name inside the "
                + "package is taken or not allowed. The message names it."),
        .init(
            .packageNotWritten, "The package could not be written",
            "Most often the disk is full or the directory can't be written to."),
        .init(
            .packageNotExtracted, "The package could not be extracted",
            "Most often the disk is full or the data directory can't be written to."),
        .init(
            .extractionTargetExists, "The directory to extract into exists",
            "A package is extracted into a directory of its own, in one step. Remove the directory or choose another."),
    ]
}
