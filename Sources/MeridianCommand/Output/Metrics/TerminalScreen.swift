import Foundation

/// The terminal that a command writes to.
enum TerminalScreen {
    /// Columns and lines; 80 and 24 where the terminal does not tell.
    static var size: (columns: Int, lines: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Takes the whole screen, and gives it back as it was; the cursor is hidden meanwhile.
    static let enter = "\u{1B}[?1049h\u{1B}[?25l"
    static let leave = "\u{1B}[?25h\u{1B}[?1049l"

    /// A picture from the upper left corner on, over what was there.
    static func frame(_ picture: String, columns: Int) -> String {
        let lines = picture.split(separator: "\n", omittingEmptySubsequences: false)
        return "\u{1B}[H" + lines.map { "\($0.prefix(columns))\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J"
    }
}
