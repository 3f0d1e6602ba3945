import Foundation

/// Where results go.
enum StandardOutput {
    static let isTerminal = isatty(STDOUT_FILENO) == 1

    static func write(_ text: String) {
        write(Data(text.utf8))
    }

    static func write(_ data: Data) {
        // A reader that went away (`| head`) ends the command by SIGPIPE or makes this fail; both are fine.
        try? FileHandle.standardOutput.write(contentsOf: data)
    }

    static func line(_ text: String) {
        write(text + "\n")
    }
}

/// Where errors and progress go.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1

    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
