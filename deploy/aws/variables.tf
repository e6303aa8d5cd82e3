variable "region" {
  description = "AWS region of everything here."
  type        = string
}

variable "name" {
  description = "Begins the name of everything here."
  type        = string
  default     = "adtech"
}

variable "vpc_id" {
  description = "The network. Its private subnets need a way out to Temporal, and should have a gateway endpoint for S3."
  type        = string
}

variable "private_subnet_ids" {
  description = "Subnets of the tasks and of Postgres, in two availability zones at least."
  type        = list(string)
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer, in two availability zones at least."
  type        = list(string)
}

variable "certificate_arn" {
  description = "Certificate of the API's host name, in ACM."
  type        = string
}

variable "temporal_address" {
  description = "host:port of Temporal Cloud's namespace endpoint, or of a server of one's own."
  type        = string
}

variable "temporal_namespace" {
  description = "Temporal's namespace; in Temporal Cloud with the account's suffix."
  type        = string
}

variable "temporal_api_key_secret_arn" {
  description = "Secret whose text is an API key of Temporal Cloud; null for a server that asks for none."
  type        = string
  default     = null
}

variable "notify_url_secret_arn" {
  description = "Secret whose text is the URL of the webhook for notices; null for no notices."
  type        = string
  default     = null
}

variable "temporal_tls" {
  description = "Whether Temporal is reached by TLS; Temporal Cloud always is."
  type        = bool
  default     = true
}

variable "temporal_ui_url" {
  description = "Where people find the Temporal Web UI."
  type        = string
  default     = "https://cloud.temporal.io"
}

variable "start_date" {
  description = "First execution date, YYYY-MM-DD."
  type        = string
}

variable "end_date" {
  description = "Last execution date, YYYY-MM-DD, for logs of a closed period; empty for none."
  type        = string
  default     = ""
}

variable "log_sources" {
  description = "URL of sources.json, which describes the logs; empty for input/sources.json in the lake."
  type        = string
  default     = ""
}

variable "image_tag" {
  description = "Tag of the image that new task definitions begin with; releases put theirs in its place."
  type        = string
}

variable "api_keys" {
  description = "required: the API answers to nobody without a key; off: anyone may ask."
  type        = string
  default     = "required"
}

variable "worker_size" {
  description = "CPU units and MB of a worker's task. At 20 million rows a log a worker takes 600 MB."
  type        = object({ cpu = number, memory = number })
  default     = { cpu = 2048, memory = 4096 }
}

variable "worker_count" {
  description = "Fewest and most workers."
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 4 }
}

variable "worker_backlog" {
  description = "Tasks waiting in a task queue from which on a worker is added."
  type        = number
  default     = 20
}

variable "api_count" {
  description = "Tasks of the API."
  type        = number
  default     = 2
}

variable "database" {
  description = "Class, storage in GB, and whether a second availability zone stands by."
  type        = object({ instance_class = string, storage_gb = number, multi_az = bool })
  default     = { instance_class = "db.t4g.medium", storage_gb = 50, multi_az = true }
}

variable "password_version" {
  description = "One more gives worker, api and migrate new passwords; then release once."
  type        = number
  default     = 1
}

variable "alarm_email" {
  description = "Whom alarms and the budget are sent to."
  type        = string
}

variable "monthly_budget_usd" {
  description = "Month's cost of what carries the tag application; mail at 80 % of it, and when the forecast passes it."
  type        = number
  default     = 300
}

variable "github_repository" {
  description = "owner/name of the repository whose workflow may release."
  type        = string
}
