import MeridianCore

extension CloudEvent {
    /// Sets an attribute by its name in the specification; one that is not known becomes an extension.
    mutating func set(_ name: String, to value: String) {
        switch name {
        case "specversion": break
        case "id": id = value
        case "source": source = value
        case "type": type = value
        case "subject": subject = value
        case "time": time = value
        case "dataschema": dataSchema = value
        case "datacontenttype": dataContentType = value
        default: extensions[name] = value
        }
    }
}
