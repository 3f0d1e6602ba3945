import JSONCodec
import NIOCore

/// Samples of scripts, counted by the functions that were under way.
struct ScriptSamples: Sendable {
    private struct Document: Decodable {
        var traces: [Trace]?
        var sources: [Source]?
    }

    private struct Trace: Decodable {
        /// The innermost first.
        var frames: [Frame]
    }

    private struct Frame: Decodable {
        /// No source has ``none``.
        var sourceID: UInt64
        var name: String
        /// Where the function is, from 1; ``none`` when it has no source.
        var line: UInt64
        var column: UInt64
    }

    private struct Source: Decodable {
        var sourceID: UInt64
        var url: String?
    }

    private static let none = UInt64(UInt32.max)

    /// A line for each stack, the outermost function first, and how often it was seen:
    /// `serve (f.ts);price (f.ts);price, line 3 42`.
    let folded: String

    /// - Parameters:
    ///   - text: What ``Isolate/takeSamples()`` gives.
    ///   - map: Of the script; `nil` when there is none.
    init(_ text: String, map: SourceMap?) throws {
        let document = try JSON.decode(Document.self, from: ByteBuffer(string: text))
        let urls = Dictionary((document.sources ?? []).map { ($0.sourceID, $0.url ?? "") }) { $1 }
        var counts: [String: Int] = [:]
        for trace in document.traces ?? [] {
            var names = trace.frames.reversed().map { Self.name($0, Self.place($0, urls, map)) }
            if let last = trace.frames.first, let place = Self.place(last, urls, map), !place.isOfPlatform {
                names.append("\(Self.name(last, nil)), line \(place.line)")
            }
            guard !names.isEmpty else { continue }
            counts[names.joined(separator: ";"), default: 0] += 1
        }
        folded = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    }

    private struct Place {
        var file: Substring
        var line: Int

        /// What scripts run on, and not theirs.
        var isOfPlatform: Bool { file.hasPrefix("meridian:") }
    }

    private static func place(_ frame: Frame, _ urls: [UInt64: String], _ map: SourceMap?) -> Place? {
        guard frame.line != none, let url = urls[frame.sourceID], !url.isEmpty else { return nil }
        let place = "\(url):\(frame.line):\(frame.column == none ? 1 : frame.column)"
        let mapped = (url == FunctionIsolate.scriptName ? map?.mapped(place) : nil) ?? place
        let parts = mapped.split(separator: ":")
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]) else { return nil }
        return Place(file: mapped.dropLast(parts[parts.count - 2].count + parts[parts.count - 1].count + 2), line: line)
    }

    /// Functions without a name are told apart by their lines. What has a meaning in the form is replaced.
    private static func name(_ frame: Frame, _ place: Place?) -> String {
        let name = frame.name.isEmpty ? "(anonymous)" : frame.name
        guard let place else { return escaped(name) }
        let file = frame.name.isEmpty ? "\(place.file):\(place.line)" : "\(place.file)"
        return escaped("\(name) (\(file))")
    }

    private static func escaped(_ text: String) -> String {
        String(text.map { $0 == ";" || $0.isNewline ? "," : $0 })
    }
}
