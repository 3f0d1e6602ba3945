import JSONCodec
import NIOCore

/// Tells places in a bundle as places in the files that it was made of (source map revision 3, ECMA-426).
struct SourceMap: Sendable {
    private struct Segment: Sendable {
        var column: Int
        var source: Int
        var line: Int
        var sourceColumn: Int
    }

    private struct Document: Decodable {
        var version: Int
        var sources: [String?]
        var sourceRoot: String?
        var mappings: String
    }

    private let sources: [String]
    /// For each line of the bundle, by column.
    private let lines: [[Segment]]

    /// - Returns: `nil` for what is no source map.
    init?(parsing text: ByteBuffer) {
        guard text.readableBytes > 0, let document = try? JSON.decode(Document.self, from: text),
            document.version == 3, let lines = Self.decode(document.mappings, sources: document.sources.count)
        else { return nil }
        let root = document.sourceRoot.map { $0.isEmpty || $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
        sources = document.sources.map { root + ($0 ?? "?") }
        self.lines = lines
    }

    /// `FILE:LINE:COLUMN` of the author's for `NAME:LINE:COLUMN` of the bundle; `nil` when the map does not know.
    func mapped(_ place: String) -> String? {
        let parts = place.split(separator: ":")
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]),
            let found = lookup(line: line, column: column)
        else { return nil }
        return "\(sources[found.source]):\(found.line + 1):\(found.sourceColumn + 1)"
    }

    /// Lines and columns count from 1.
    private func lookup(line: Int, column: Int) -> Segment? {
        guard lines.indices.contains(line - 1) else { return nil }
        let segments = lines[line - 1]
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].column <= column - 1 { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? segments[low - 1] : segments.first
    }

    // MARK: Mappings

    private static func decode(_ text: String, sources: Int) -> [[Segment]]? {
        var lines: [[Segment]] = [[]]
        var values: [Int] = []
        var source = 0
        var line = 0
        var sourceColumn = 0
        var column = 0
        var value = 0
        var shift = 0

        func take() -> Bool {
            defer { values.removeAll(keepingCapacity: true) }
            guard !values.isEmpty else { return true }
            column += values[0]
            guard values.count >= 4 else { return true }
            source += values[1]
            line += values[2]
            sourceColumn += values[3]
            guard (0..<sources).contains(source), line >= 0, sourceColumn >= 0 else { return false }
            lines[lines.count - 1].append(
                Segment(column: column, source: source, line: line, sourceColumn: sourceColumn))
            return true
        }

        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: ";"):
                guard take() else { return nil }
                lines.append([])
                column = 0
            case UInt8(ascii: ","):
                guard take() else { return nil }
            default:
                guard let digit = digit(byte), shift < 50 else { return nil }
                value |= (digit & 31) << shift
                shift += 5
                if digit & 32 == 0 {
                    values.append(value & 1 == 1 ? -(value >> 1) : value >> 1)
                    value = 0
                    shift = 0
                }
            }
        }
        return take() ? lines : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x41...0x5A: Int(byte) - 0x41
        case 0x61...0x7A: Int(byte) - 0x61 + 26
        case 0x30...0x39: Int(byte) - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
