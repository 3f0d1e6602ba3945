/// Objects of Swift's that scripts hold by number.
struct NativeObjects {
    private var objects: [Int: AnyObject] = [:]
    private var next = 1

    var count: Int { objects.count }

    mutating func add(_ object: AnyObject) -> Int {
        defer { next += 1 }
        objects[next] = object
        return next
    }

    func get<Object>(_ number: Int, as type: Object.Type = Object.self) throws(NativeFailure) -> Object {
        guard let object = objects[number] as? Object else { throw .type("the object is gone") }
        return object
    }

    mutating func remove(_ number: Int) {
        objects[number] = nil
    }

    mutating func removeAll() {
        objects.removeAll()
    }
}
