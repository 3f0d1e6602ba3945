/// Every key of `meridian.yml`: ``root`` has them all.
enum SpecificationKeys {}
