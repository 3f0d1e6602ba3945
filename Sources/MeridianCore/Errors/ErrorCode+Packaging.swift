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
            "The file does not exist or can't be read.",
            mend: "Check the path and the permissions.",
            example: """
                $ ls -l shop.zip
                """),
        .init(
            .malformedPackage, "The file is not a whole zip archive",
            "It is something else, was cut off on its way, or its directory contradicts its contents.",
            mend: "Build the package again with `meridian build`, or send it again.",
            example: """
                $ unzip -t shop.zip
                $ meridian build -o shop.zip
                """),
        .init(
            .corruptPackageEntry, "A file in the package is damaged",
            "Its contents don't match their checksum or length.",
            mend: "Build the package again or send it again.",
            example: """
                $ unzip -t shop.zip
                $ meridian build -o shop.zip
                """),
        .init(
            .invalidEntryName, "A file in the package has a name that may not be",
            "Names are relative paths in UTF-8 with `/` between their parts. Absolute paths, `.` and `..`, empty "
                + "parts, backslashes and control characters are refused, since extracting them could write "
                + "outside the package's directory.",
            mend: "Give the file a relative path without `..` in it.",
            example: """
                ../etc/passwd     # refused
                public/app.js     # taken
                """),
        .init(
            .invalidEntryKind, "A package holds something other than files and directories",
            "Symbolic links, devices and the like are refused.",
            mend: "Put a copy of the file in the package instead.",
            example: """
                $ find public -type l
                $ cp --dereference public/logo.svg copy.svg
                """),
        .init(
            .duplicateEntry, "Two files in the package stand in the same place",
            "They have the same name, or one is a file where the other needs a directory. Which of them counts "
                + "would depend on who reads the package, so it is refused.",
            mend: "Remove one of the two, or give it another path.",
            example: """
                public/app         # a file
                public/app/main.js # needs a directory of that name
                """),
        .init(
            .packageContentsTooLarge, "The package is too large",
            "Its files have more bytes than the limit (512 MiB in all unless set otherwise; 4 MiB for "
                + "`manifest.json`).",
            mend: "Leave out what the functions don't need, and strip the executable.",
            example: """
                package:
                  include: [public]
                  exclude: ['**/*.map']
                """),
        .init(
            .tooManyEntries, "The package has too many files",
            "The limit is 10,000 unless set otherwise.",
            mend: "Bundle small files into fewer.",
            example: """
                $ zip -r assets.zip assets/      # one file, unpacked by the function
                """),
        .init(
            .compressionBomb, "A file in the package unpacks to far more than its size",
            "An archive that grows by a factor of several hundred is most often made to exhaust a machine. A file "
                + "that is rightly so repetitive can be generated at start-up instead.",
            mend: "Leave the file out, and make it at start-up.",
            example: """
                package:
                  exclude: [data/zeros.bin]
                """),
        .init(
            .manifestMissing, "The package has no manifest.json",
            "The file must be at the root of the zip.",
            mend: "`meridian build` writes it; a zip made by hand needs one too, and the files must not be inside "
                + "a folder.",
            example: """
                $ unzip -l shop.zip
                  bootstrap
                  manifest.json
                """),
        .init(
            .invalidManifest, "manifest.json does not decode",
            "It is not JSON, or a value is missing, has the wrong type or is out of range; the message gives the "
                + "path of the value.",
            mend: "Build the package with the version of `meridian` that the platform runs.",
            example: """
                $ unzip -p shop.zip manifest.json
                $ meridian build -o shop.zip
                """),
        .init(
            .entryPointMissing, "The executable that the manifest names is not in the package",
            "`entry` in manifest.json is the path of the executable inside the zip, `bootstrap` by default.",
            mend: "Put the executable at the path that the manifest names.",
            example: """
                {"entry":"bootstrap", …}
                """),
        .init(
            .unsupportedPackageFeature, "The zip uses a feature that packages don't have",
            "Encryption, compression other than deflate, archives in several parts and zip64 are not supported.",
            mend: "Build the package with `meridian build` or an ordinary `zip`.",
            example: """
                $ zip -r shop.zip bootstrap manifest.json
                """),
        .init(
            .invalidPackageInput, "A file can't go into the package",
            "It does not exist, can't be read, is a symbolic link or another special file, or its name inside the "
                + "package is taken or not allowed. The message names it.",
            mend: "Name a regular file that exists, under a path that is free.",
            example: """
                package:
                  include: [public, data/items.json]
                """),
        .init(
            .packageNotWritten, "The package could not be written",
            "Most often the disk is full or the directory can't be written to.",
            mend: "Free space on the disk, or write to another directory.",
            example: """
                $ df -h .
                $ meridian build -o /tmp/shop.zip
                """),
        .init(
            .packageNotExtracted, "The package could not be extracted",
            "Most often the disk is full or the data directory can't be written to.",
            mend: "Free space on the disk, or choose another data directory.",
            example: """
                $ df -h .meridian
                $ meridian serve --data /srv/meridian
                """),
        .init(
            .extractionTargetExists, "The directory to extract into exists",
            "A package is extracted into a directory of its own, in one step.",
            mend: "Remove the directory or choose another.",
            example: """
                $ rm -r .meridian/releases/shop/3
                """),
    ]
}
