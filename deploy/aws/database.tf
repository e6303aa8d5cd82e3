locals {
  # The image trusts the RDS certificate authorities; the client also checks the host name.
  database_options = "sslmode=verify-full"
}

resource "aws_db_subnet_group" "postgres" {
  name_prefix = "${var.name}-"
  subnet_ids  = var.private_subnet_ids
}

resource "aws_db_parameter_group" "postgres" {
  name_prefix = "${var.name}-"
  family      = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Postgres otherwise keeps the locks of a worker that died during a statement until TCP notices.
  parameter {
    name  = "client_connection_check_interval"
    value = "1000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "postgres" {
  identifier_prefix = "${var.name}-"
  engine            = "postgres"
  engine_version    = "17"
  instance_class    = var.database.instance_class
  db_name           = "adtech"
  username          = "adtech"
  # RDS generates the password, stores it in Secrets Manager, and rotates it every week.
  manage_master_user_password = true

  allocated_storage     = var.database.storage_gb
  max_allocated_storage = 4 * var.database.storage_gb
  storage_type          = "gp3"
  storage_encrypted     = true

  multi_az               = var.database.multi_az
  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.postgres.name
  vpc_security_group_ids = [aws_security_group.postgres.id]
  parameter_group_name   = aws_db_parameter_group.postgres.name

  backup_retention_period         = 14
  copy_tags_to_snapshot           = true
  deletion_protection             = true
  final_snapshot_identifier       = "${var.name}-last"
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
}

# Each user's password is generated here. Only the secret holds it, neither the state nor a plan.
ephemeral "aws_secretsmanager_random_password" "user" {
  for_each = toset(["migrate", "worker", "api"])

  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database_url" {
  for_each = toset(["migrate", "worker", "api"])

  name_prefix = "${var.name}-${each.key}-database-url-"
}

resource "aws_secretsmanager_secret_version" "database_url" {
  for_each = aws_secretsmanager_secret.database_url

  secret_id = each.value.id
  secret_string_wo = join("", [
    "postgres://${each.key}:",
    ephemeral.aws_secretsmanager_random_password.user[each.key].random_password,
    "@${aws_db_instance.postgres.endpoint}/adtech?${local.database_options}",
  ])
  secret_string_wo_version = var.password_version
}
