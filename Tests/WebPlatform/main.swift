import Foundation

// Runs tests written for the web platform in an isolate each, and counts what passes.
//
//     WebPlatformTests ROOT [--prelude DIRECTORY] [--verbose] [--timeout SECONDS] PATH...
//
// ROOT is a checkout of the tests with `resources/testharness.js`; PATH is a file or a directory below it.

struct Options {
    var root = ""
    var prelude: String?
    var isVerbose = false
    var timeout = 10
    var paths: [String] = []
}

func parse(_ arguments: [String]) -> Options? {
    var options = Options()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
        switch argument {
        case "--prelude": options.prelude = rest.popFirst()
        case "--verbose": options.isVerbose = true
        case "--timeout": options.timeout = rest.popFirst().flatMap { Int($0) } ?? options.timeout
        case _ where options.root.isEmpty: options.root = argument
        default: options.paths.append(argument)
        }
    }
    return options.root.isEmpty || options.paths.isEmpty ? nil : options
}

guard let options = parse(Array(CommandLine.arguments.dropFirst())) else {
    print("usage: WebPlatformTests ROOT [--prelude DIRECTORY] [--verbose] [--timeout SECONDS] PATH...")
    exit(64)
}
let runner = try TestRunner(options)
var total = Tally()
for test in try TestFile.all(in: options) {
    let outcome = runner.run(test)
    total.add(outcome.tally)
    print("\(outcome.tally) \(test.name)\(outcome.harnessMessage.map { "  — \($0)" } ?? "")")
    if options.isVerbose {
        for failure in outcome.failures { print("    \(failure)") }
    }
}
print("\(total) in all, \(total.percentage) %")
