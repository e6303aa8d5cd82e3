locals {
  api_port      = 8000
  metrics_port  = 9464
  task_queues   = ["recommendations", "recommendations-counting"]
  temporal_port = tonumber(reverse(split(":", var.temporal_address))[0])
  image         = "${aws_ecr_repository.image.repository_url}:${var.image_tag}"

  lake = {
    LAKE_URL    = "s3://${aws_s3_bucket.lake.id}"
    AWS_REGION  = var.region
    START_DATE  = var.start_date
    END_DATE    = var.end_date
    LOG_SOURCES = var.log_sources
  }
  temporal = {
    TEMPORAL_ADDRESS   = var.temporal_address
    TEMPORAL_NAMESPACE = var.temporal_namespace
    TEMPORAL_TLS       = tostring(var.temporal_tls)
  }
  temporal_secrets = var.temporal_api_key_secret_arn == null ? {} : {
    TEMPORAL_API_KEY = var.temporal_api_key_secret_arn
  }

  notify_secrets = var.notify_url_secret_arn == null ? {} : {
    NOTIFY_URL = var.notify_url_secret_arn
  }

  database_url = { for user, secret in aws_secretsmanager_secret.database_url : user => secret.arn }
  admin_secret = aws_db_instance.postgres.master_user_secret[0].secret_arn
  worker = {
    environment = merge(local.lake, local.temporal)
    secrets     = merge({ DATABASE_URL = local.database_url["worker"] }, local.temporal_secrets, local.notify_secrets)
    role_arn    = aws_iam_role.worker.arn
  }

  # Each service is a container of the same image, with the image's defaults where nothing is set here.
  parts = {
    database-users = {
      size       = { cpu = 256, memory = 512 }
      entrypoint = ["node", "database-users.mjs"]
      environment = {
        DATABASE_URL = "postgres://${aws_db_instance.postgres.endpoint}/adtech?${local.database_options}"
      }
      secrets = {
        PGUSER               = "${local.admin_secret}:username::"
        PGPASSWORD           = "${local.admin_secret}:password::"
        MIGRATE_DATABASE_URL = local.database_url["migrate"]
        WORKER_DATABASE_URL  = local.database_url["worker"]
        API_DATABASE_URL     = local.database_url["api"]
      }
      role_arn = aws_iam_role.database_only.arn
    }
    migrate = {
      size        = { cpu = 256, memory = 512 }
      command     = ["migrate"]
      environment = {}
      secrets     = { DATABASE_URL = local.database_url["migrate"] }
      role_arn    = aws_iam_role.database_only.arn
    }
    schedule = merge(local.worker, {
      size    = { cpu = 256, memory = 512 }
      command = ["schedule", "apply"]
    })
    doctor = merge(local.worker, {
      size    = { cpu = 256, memory = 1024 }
      command = ["doctor", "--json"]
    })
    worker = merge(local.worker, {
      environment  = merge(local.worker.environment, { NODE_OPTIONS = "--max-semi-space-size=4" })
      size         = var.worker_size
      command      = ["worker"]
      health       = "worker"
      stop_seconds = 60
    })
    api = {
      size    = { cpu = 512, memory = 1024 }
      command = ["api"]
      health  = "api"
      environment = {
        START_DATE      = var.start_date
        END_DATE        = var.end_date
        PORT            = tostring(local.api_port)
        METRICS_PORT    = tostring(local.metrics_port)
        API_KEYS        = var.api_keys
        TRUST_PROXY     = "1"
        TEMPORAL_UI_URL = var.temporal_ui_url
      }
      secrets      = { DATABASE_URL = local.database_url["api"] }
      role_arn     = aws_iam_role.database_only.arn
      stop_seconds = 30
    }
  }
}

resource "aws_ecr_repository" "image" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_lifecycle_policy" "image" {
  repository = aws_ecr_repository.image.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "the newest 30 are enough to roll back to"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 30 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "tasks" {
  name              = "/${var.name}/tasks"
  retention_in_days = 365
}

resource "aws_ecs_task_definition" "part" {
  for_each = local.parts

  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.size.cpu
  memory                   = each.value.size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = each.value.role_arn

  container_definitions = jsonencode(concat(
    [merge(local.container[each.key], { essential = true })],
    each.key == "worker" ? [local.backlog_container] : [],
  ))

  volume {
    name = "tmp"
  }
}

locals {
  container_of_all = {
    image                  = local.image
    readonlyRootFilesystem = true
    user                   = "1000:1000"
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
  }

  container = {
    for name, part in local.parts : name => merge(
      local.container_of_all,
      {
        name        = name
        command     = try(part.command, [])
        environment = [for key, value in part.environment : { name = key, value = value }]
        secrets     = [for key, arn in part.secrets : { name = key, valueFrom = arn }]
        logConfiguration = {
          logDriver = "awslogs"
          options = {
            awslogs-group         = aws_cloudwatch_log_group.tasks.name
            awslogs-region        = var.region
            awslogs-stream-prefix = name
          }
        }
      },
      can(part.entrypoint) ? { entryPoint = part.entrypoint } : {},
      can(part.stop_seconds) ? { stopTimeout = part.stop_seconds } : {},
      can(part.health) ? {
        healthCheck = {
          command     = ["CMD", "node", "health.mjs", part.health]
          interval    = 10
          timeout     = 5
          retries     = 6
          startPeriod = 30
        }
      } : {},
      name == "api" ? { portMappings = [{ containerPort = local.api_port, protocol = "tcp" }] } : {},
    )
  }

  # A sidecar of each worker logs the waiting tasks once a minute; CloudWatch turns the line into a metric.
  backlog_container = merge(local.container_of_all, {
    name             = "backlog"
    essential        = false
    entryPoint       = ["node", "backlog.mjs"]
    command          = local.task_queues
    environment      = [for key, value in local.temporal : { name = key, value = value }]
    secrets          = [for key, arn in local.temporal_secrets : { name = key, valueFrom = arn }]
    logConfiguration = local.container["worker"].logConfiguration
  })
}
