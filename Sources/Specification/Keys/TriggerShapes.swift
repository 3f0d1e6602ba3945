import MeridianCore

extension Shape where Value == String {
    /// A path with parameters.
    static var path: Shape {
        text(pattern: "^/", words: "path, beginning with /") { text in
            do throws(MeridianError) {
                let pattern = try PathPattern(text)
                for case .literal(let segment) in pattern.segments where segment.hasPrefix(":") && segment.count > 1 {
                    let name = segment.dropFirst()
                    return (
                        .invalidTrigger, "the path '\(text)' has ':\(name)'; a parameter is written {\(name)}"
                    )
                }
                return nil
            } catch {
                return (.invalidTrigger, error.message)
            }
        }
    }

    /// A schedule of five fields.
    static var cron: Shape {
        text(pattern: #"^\s*(@[A-Za-z]+|\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s*$"#, words: "five fields, or @daily and such") {
            text in
            do throws(MeridianError) {
                _ = try CronExpression(text)
                return nil
            } catch {
                return (.invalidTrigger, error.message)
            }
        }
    }
}

extension Shape where Value == String {
    /// A moment with its offset.
    static var moment: Shape {
        text(
            pattern: #"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$"#,
            words: "date, time and offset"
        ) { text in
            do throws(MeridianError) {
                _ = try Timestamp(moment: text)
                return nil
            } catch {
                return (.invalidTrigger, error.message)
            }
        }
    }
}

extension Shape where Value == Double {
    /// How often a timer runs.
    static var period: Shape {
        duration().map { reader, seconds, node, label in
            // A worker would refuse it at start-up.
            guard seconds < 0.001 else { return seconds }
            reader.report(
                .valueOutOfRange, "\(label.key) is \(FunctionOptions.shown(seconds)) s; it must be at least 1 ms",
                at: node.position ?? label.position)
            return nil
        }
    }
}

extension Shape where Value == [HTTPMethod] {
    /// One method or several; `any` stands for all.
    static var methods: Shape {
        let words = ["get", "head", "post", "put", "delete", "patch", "options", "any"]
        return Shape<String>.list(
            of: .choice(words, what: "method", ignoringCase: true), orOne: true, example: "[get, post]"
        )
        .map { _, names, _, _ in
            if names.contains("any") { return [] }
            var methods: [HTTPMethod] = []
            for name in names where !methods.contains(HTTPMethod(name.uppercased())) {
                methods.append(HTTPMethod(name.uppercased()))
            }
            return methods
        }
    }
}
